/*
 * stage.js - show bytes as a picture
 */

/** Put the picture into an element; answers its size once it is shown. */
export async function show(stage, bytes, type, alt) {
  const image = new Image();
  image.alt = alt;
  image.src = URL.createObjectURL(new Blob([bytes], { type }));
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(image.src); // decoded: the bytes are not needed any more
  }
  stage.replaceChildren(image);
  return { width: image.naturalWidth, height: image.naturalHeight, image };
}

/** Rows of [name, value, class] as a list of definitions. */
export function listFacts(list, facts) {
  list.replaceChildren(
    ...facts.flatMap(([name, value, className = '']) => {
      const term = document.createElement('dt');
      const description = document.createElement('dd');
      term.textContent = name;
      description.textContent = value;
      description.className = className;
      return [term, description];
    }),
  );
}

export function showProblem(element, text) {
  element.textContent = text;
  element.hidden = text === '';
}
