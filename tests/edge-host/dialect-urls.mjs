/*
 * dialect-urls.mjs - URLs of other systems, and what they are here
 *
 * From those systems' documentation and tests, without their hosts; the recipes beside them are what the
 * pages say that they mean.
 */
export const json = (request) => `/${Buffer.from(JSON.stringify(request)).toString('base64')}`;
export const edits = (wanted) => json({ bucket: 'b', key: 'a/b.jpg', edits: wanted });

/* { dialect: [URL, path of the variant, options of ours without which it is refused] } */
export const tables = {
  cloudflare: [
    // Transform via URL
    ['/cdn-cgi/image/width=80,quality=75/uploads/avatar1.jpg', '/uploads/avatar1.jpg/_/w=80,q=75'],
    ['/cdn-cgi/image/fit=scale-down,width=1920/a.jpg', '/a.jpg/_/w=1920,q=85'],
    // Make responsive images
    ['/cdn-cgi/image/fit=contain,width=960/assets/product.jpg', '/assets/product.jpg/_/w=960,enlarge=1,q=85'],
    ['/cdn-cgi/image/fit=contain,width=1920/assets/product.jpg', '/assets/product.jpg/_/w=1920,enlarge=1,q=85'],
    ['/cdn-cgi/image/width=960/assets/hero.jpg', '/assets/hero.jpg/_/w=960,q=85'],
    ['/cdn-cgi/image/format=auto/assets/hero.jpg', '/assets/hero.jpg/_/q=85,f=auto'],
    // Features: every option, with the values of its example
    ['/cdn-cgi/image/width=250/a.jpg', '/a.jpg/_/w=250,q=85'],
    ['/cdn-cgi/image/w=250/a.jpg', '/a.jpg/_/w=250,q=85'],
    ['/cdn-cgi/image/h=250/a.jpg', '/a.jpg/_/h=250,q=85'],
    ['/cdn-cgi/image/width=300,height=200,dpr=2/a.jpg', '/a.jpg/_/w=600,h=400,fit=inside,q=85'],
    ['/cdn-cgi/image/w=500,h=500/a.jpg', '/a.jpg/_/w=500,h=500,fit=inside,q=85'],
    ['/cdn-cgi/image/fit=contain,w=500,h=400/a.jpg', '/a.jpg/_/w=500,h=400,fit=inside,enlarge=1,q=85'],
    ['/cdn-cgi/image/fit=cover,w=500,h=400/a.jpg', '/a.jpg/_/w=500,h=400,enlarge=1,q=85'],
    ['/cdn-cgi/image/fit=crop,w=500,h=400/a.jpg', '/a.jpg/_/w=500,h=400,q=85'],
    ['/cdn-cgi/image/fit=aspect-crop,w=500,h=400/a.jpg', '/a.jpg/_/w=500,h=400,q=85'],
    ['/cdn-cgi/image/fit=pad,w=500,h=400/a.jpg', '/a.jpg/_/w=500,h=400,fit=contain,enlarge=1,bg=ffffff,q=85'],
    ['/cdn-cgi/image/fit=squeeze,w=500,h=400/a.jpg', '/a.jpg/_/w=500,h=400,fit=fill,enlarge=1,q=85'],
    ['/cdn-cgi/image/fit=pad/a.jpg', '/a.jpg/_/q=85'],
    ['/cdn-cgi/image/gravity=left,fit=cover,w=9,h=9/a.jpg', '/a.jpg/_/w=9,h=9,pos=left,enlarge=1,q=85'],
    ['/cdn-cgi/image/g=0x1,fit=crop,w=9,h=9/a.jpg', '/a.jpg/_/w=9,h=9,pos=0x1,q=85'],
    ['/cdn-cgi/image/g=0.5x0.33,fit=crop,w=9,h=9/a.jpg', '/a.jpg/_/w=9,h=9,pos=0.5x0.33,q=85'],
    ['/cdn-cgi/image/g=top,fit=pad,w=9,h=9/a.jpg', '/a.jpg/_/w=9,h=9,fit=contain,enlarge=1,bg=ffffff,q=85'],
    ['/cdn-cgi/image/quality=50/a.jpg', '/a.jpg/_/q=50'],
    ['/cdn-cgi/image/q=low/a.jpg', '/a.jpg/_/q=40'],
    ['/cdn-cgi/image/f=avif/a.jpg', '/a.jpg/_/q=85,f=webp'],
    ['/cdn-cgi/image/f=webp,q=100/a.jpg', '/a.jpg/_/q=100,ll=1,f=webp'],
    ['/cdn-cgi/image/f=baseline-jpeg/a.jpg', '/a.jpg/_/q=85,f=jpeg'],
    ['/cdn-cgi/image/background=%23F0A1c2/a.png', '/a.png/_/bg=f0a1c2,q=85'],
    ['/cdn-cgi/image/background=red/a.png', '/a.png/_/bg=ff0000,q=85'],
    ['/cdn-cgi/image/background=rgb%28240%2C40%2C145%29/a.png', '/a.png/_/bg=f02891,q=85'],
    ['/cdn-cgi/image/background=rgba(255%20255%200%20%2F%2050%25)/a.png', '/a.png/_/bg=ffff0080,q=85'],
    ['/cdn-cgi/image/rotate=90/a.jpg', '/a.jpg/_/rot=90,q=85'],
    ['/cdn-cgi/image/flip=h/a.jpg', '/a.jpg/_/flop=1,q=85'],
    ['/cdn-cgi/image/flip=hv/a.jpg', '/a.jpg/_/flip=1,flop=1,q=85'],
    ['/cdn-cgi/image/flip=h,rotate=90/a.jpg', '/a.jpg/_/rot=90,flip=1,q=85'],
    ['/cdn-cgi/image/flip=v,rotate=270/a.jpg', '/a.jpg/_/rot=270,flop=1,q=85'],
    ['/cdn-cgi/image/flip=h,rotate=180/a.jpg', '/a.jpg/_/rot=180,flop=1,q=85'],
    ['/cdn-cgi/image/trim.width=678,trim.height=678,trim.left=30,trim.top=40/a.jpg', '/a.jpg/_/crop=30_40_678_678,q=85'],
    ['/cdn-cgi/image/trim=20;0;0;30/a.jpg', '/a.jpg/_/crop=30_20_1000000_1000000,q=85'],
    ['/cdn-cgi/image/trim.left=30,trim.width=50,dpr=1.5/a.jpg', '/a.jpg/_/crop=45_0_75_1000000,q=85'],
    ['/cdn-cgi/image/brightness=1.0,contrast=0,sharpen=0/a.jpg', '/a.jpg/_/q=85', ['brightness', 'contrast', 'sharpen']],
    // accepted without effect
    ['/cdn-cgi/image/anim=false,onerror=redirect,compression=fast,scq=50/a.jpg', '/a.jpg/_/q=85'],
    // our own URLs, and the query beside a Cloudflare path
    ['/a.jpg?w=80&q=75', '/a.jpg/_/w=80,q=75'],
    ['/cdn-cgi/image/w=80/a%20b/%C3%A9.jpg?v=7&utm_source=x', '/a%20b/%C3%A9.jpg/_/w=80,q=85,v=7'],
  ],
  thumbor: [
    // Use filters, of AWS's image handler
    ['/filters:autojpg()/a.png', '/a.png/_/f=jpeg'],
    ['/filters:background_color(f00)/a.png', '/a.png/_/bg=ff0000'],
    ['/fit-in/800x1000/filters:fill(blue)/a.jpg', '/a.jpg/_/w=800,h=1000,fit=contain,enlarge=1,bg=0000ff'],
    ['/10x10:100x100/a.jpg', '/a.jpg/_/crop=10_10_90_90'],
    ['/filters:grayscale()/test-image-001.jpg', '/test-image-001.jpg/_/gray=1'],
    ['/fit-in/200x300/filters:no_upscale()/a.jpg', '/a.jpg/_/w=200,h=300,fit=inside'],
    ['/200x300/filters:proportion(0.5)/a.jpg', '/a.jpg/_/w=100,h=150,enlarge=1'],
    ['/filters:quality(50)/filters:format(png)/test-image-001.jpg', '/test-image-001.jpg/_/q=50,f=png'],
    ['/fit-in/800x1000/a.jpg', '/a.jpg/_/w=800,h=1000,fit=inside,enlarge=1'],
    ['/filters:rotate(90)/a.jpg', '/a.jpg/_/rot=90'],
    ['/300x200/filters:stretch()/a.jpg', '/a.jpg/_/w=300,h=200,fit=fill,enlarge=1'],
    ['/300x200/filters:upscale()/a.jpg', '/a.jpg/_/w=300,h=200,fit=inside,enlarge=1'],
    ['/filters:strip_exif():strip_icc()/a.jpg', '/a.jpg/_/'],
    // its tests
    ['/filters:rotate(90)/filters:grayscale()/thumbor-image%20(1).jpg', '/thumbor-image%20(1).jpg/_/rot=90,gray=1'],
    ['/filters:rotate(90)/s3:some-test-bucket/filters:grayscale()/a.jpg', '/a.jpg/_/rot=90,gray=1'],
    ['/10x20:100x200/10x10/filters:rotate(0)/a.jpg', '/a.jpg/_/w=10,h=10,enlarge=1,crop=10_20_90_180'],
    ['/fit-in/400x0/filters:fill(ffffff)/fit-in-thumbor-image%20(1)%20suffix.jpg', '/fit-in-thumbor-image%20(1)%20suffix.jpg/_/w=400,enlarge=1'],
    ['/100x100/test-100x100/test/beach-100x100.jpg', '/test-100x100/test/beach-100x100.jpg/_/w=100,h=100,enlarge=1'],
    // Thumbor's pages Usage, Crop and resize algorithms, Filling
    ['/unsafe/-300x-200/left/top/image.jpg', '/image.jpg/_/w=300,h=200,pos=left-top,enlarge=1,flip=1,flop=1'],
    ['/unsafe/300x200/right/image.jpg', '/image.jpg/_/w=300,h=200,pos=right,enlarge=1'],
    ['/unsafe/300x200/center/bottom/image.jpg', '/image.jpg/_/w=300,h=200,pos=bottom,enlarge=1'],
    ['/unsafe/400x/a.jpg', '/a.jpg/_/w=400,enlarge=1'],
    ['/unsafe/0x200/a.jpg', '/a.jpg/_/h=200,enlarge=1'],
    ['/unsafe/x200/a.jpg', '/a.jpg/_/h=200,enlarge=1'],
    ['/unsafe/0x0/a.jpg', '/a.jpg/_/'],
    ['/unsafe/origxorig/a.jpg', '/a.jpg/_/'],
    ['/unsafe/full-fit-in/300x200/a.jpg', '/a.jpg/_/w=300,h=200,fit=outside,enlarge=1'],
    ['/unsafe/fit-in/300x300/filters:fill(add8e6)/a.jpg', '/a.jpg/_/w=300,h=300,fit=contain,enlarge=1,bg=add8e6'],
    ['/unsafe/-300x200/filters:rotate(90)/a.jpg', '/a.jpg/_/w=300,h=200,enlarge=1,rot=90,flip=1'],
    // the query overrules the path; a plain path is our own URL
    ['/unsafe/300x200/a.jpg?width=100&fit=fill', '/a.jpg/_/w=100,h=200,fit=fill,enlarge=1'],
    ['/x/a.jpg?w=100', '/x/a.jpg/_/w=100'],
  ],
  'image-handler': [
    // its tests
    ['/eyJidWNrZXQiOiJ2YWxpZEJ1Y2tldCIsImtleSI6InZhbGlkS2V5IiwiZWRpdHMiOnsiZ3JheXNjYWxlIjp0cnVlfSwib3V0cHV0Rm9ybWF0IjoianBlZyJ9', '/validKey/_/gray=1,f=jpeg'],
    ['/eyJidWNrZXQiOiJ2YWxpZEJ1Y2tldCIsImtleSI6IuS4reaWhyIsImVkaXRzIjp7ImdyYXlzY2FsZSI6dHJ1ZX0sIm91dHB1dEZvcm1hdCI6ImpwZWcifQ==', '/%E4%B8%AD%E6%96%87/_/gray=1,f=jpeg'],
    ['/eyJidWNrZXQiOiJ2YWxpZEJ1Y2tldCIsImtleSI6InZhbGlkS2V5IiwiZWRpdHMiOnsidG9Gb3JtYXQiOiJwbmcifX0=', '/validKey/_/f=png'],
    ['/eyJidWNrZXQiOiJteS1zYW1wbGUtYnVja2V0Iiwia2V5Ijoic2FtcGxlLWltYWdlLTAwMS5qcGcifQ%3D%3D', '/sample-image-001.jpg/_/'],
    ['/eyJidWNrZXQiOiJlbGFzdGljYmVhbnN0YWxrLXVzLWVhc3QtMi0wNjY3ODQ4ODU1MTgiLCJrZXkiOiJlbnYtcHJvZC9nY2MvbGFuZGluZ3BhZ2UvMV81N19TbGltTl9MaWZ0LUNvcnNldC1Gb3ItTWVuLVNOQVAvYXR0YWNobWVudHMvZmZjMWYxNjAtYmQzOC00MWU4LThiYWQtZTNhMTljYzYxZGQzX1/Ys9mE2YrZhSDZhNmK2YHYqiAoMikuanBnIiwiZWRpdHMiOnsicmVzaXplIjp7IndpZHRoIjo0ODAsImZpdCI6ImNvdmVyIn19fQ==', '/env-prod/gcc/landingpage/1_57_SlimN_Lift-Corset-For-Men-SNAP/attachments/ffc1f160-bd38-41e8-8bad-e3a19cc61dd3__%D8%B3%D9%84%D9%8A%D9%85%20%D9%84%D9%8A%D9%81%D8%AA%20(2).jpg/_/w=480,enlarge=1'],
    // the demo page's and sharp's edits
    [edits({ resize: { width: 300, height: 200, fit: 'cover' }, grayscale: true, flip: true }), '/a/b.jpg/_/w=300,h=200,enlarge=1,flip=1,gray=1'],
    [edits({ resize: { width: '300', height: 200.4, fit: 'inside', withoutEnlargement: true } }), '/a/b.jpg/_/w=300,h=200,fit=inside'],
    [edits({ resize: { width: 300, height: 200, position: 'right top' } }), '/a/b.jpg/_/w=300,h=200,pos=right-top,enlarge=1'],
    [edits({ resize: { width: 300, height: 200, fit: 'contain' } }), '/a/b.jpg/_/w=300,h=200,fit=contain,enlarge=1,bg=000000'],
    [edits({ resize: { width: 300, height: 200, fit: 'contain', background: { r: 255, g: 0, b: 16, alpha: 0.5 } } }), '/a/b.jpg/_/w=300,h=200,fit=contain,enlarge=1,bg=ff001080'],
    [edits({ resize: { width: 300, height: null, fit: 'fill' } }), '/a/b.jpg/_/w=300,enlarge=1'],
    [edits({ crop: { left: 1, top: 2, width: 30, height: 40 }, resize: { width: 10 } }), '/a/b.jpg/_/w=10,enlarge=1,crop=1_2_30_40'],
    [edits({ flop: true, rotate: 90, flip: false, animated: false }), '/a/b.jpg/_/rot=90,flip=1'],
    [edits({ rotate: null, flatten: { background: '#ffeedd' }, toFormat: 'jpg', jpeg: { quality: 60 } }), '/a/b.jpg/_/bg=ffeedd,q=60,f=jpeg'],
    // the page of query parameters
    [`${edits({ resize: { width: 300 } })}?width=100&flop=true`, '/a/b.jpg/_/w=100,enlarge=1,flop=1'],
    ['/a/b.jpg?width=100&rotate=90&greyscale=True', '/a/b.jpg/_/w=100,rot=90,gray=1'],
    ['/eyes', '/eyes/_/'],
  ],
};

/* Sizes that the systems' pages give for a source, a URL and its result. */
export const sizes = [
  ['cloudflare', [1080, 720], '/cdn-cgi/image/w=500,h=500/a', [500, 333]],
  ['cloudflare', [1080, 720], '/cdn-cgi/image/w=2000,h=2000/a', [1080, 720]],
  ['cloudflare', [1080, 720], '/cdn-cgi/image/fit=cover,w=500,h=500/a', [500, 500]],
  ['cloudflare', [612, 613], '/cdn-cgi/image/fit=aspect-crop,w=1920,h=1120/a', [612, 357]],
  ['cloudflare', [1080, 720], '/cdn-cgi/image/fit=pad,w=1080,h=1080/a', [1080, 1080]],
  ['cloudflare', [1080, 720], '/cdn-cgi/image/fit=squeeze,w=1080,h=540/a', [1080, 540]],
  ['cloudflare', [400, 300], '/cdn-cgi/image/fit=contain,w=800,h=800/a', [800, 600]],
  ['thumbor', [800, 600], '/unsafe/fit-in/300x200/a', [267, 200]],
  ['thumbor', [400, 600], '/unsafe/fit-in/300x200/a', [133, 200]],
  ['thumbor', [800, 600], '/unsafe/full-fit-in/300x200/a', [300, 225]],
  ['thumbor', [400, 600], '/unsafe/full-fit-in/300x200/a', [300, 450]],
  ['thumbor', [800, 600], '/unsafe/400x0/a', [400, 300]],
  ['thumbor', [800, 600], '/unsafe/400x150/a', [400, 150]],
];

/* { dialect: [URL, what the message names] } */
export const refused = {
  cloudflare: [
    ['/cdn-cgi/image/width=100/https://s3.example.com/bucket/image.png', 'another site'],
    ['/cdn-cgi/image/width=auto/a.jpg', 'width'],
    ['/cdn-cgi/image/w=1,width=2/a.jpg', 'width'],
    ['/cdn-cgi/image/heigth=300/a.jpg', 'heigth'],
    ['/cdn-cgi/image//a.jpg', ''],
    ['/cdn-cgi/image/fit=over/a.jpg', 'fit over'],
    ['/cdn-cgi/image/gravity=auto,fit=cover,w=9,h=9/a.jpg', 'gravity auto'],
    ['/cdn-cgi/image/g=face,zoom=0.5/a.jpg', 'zoom'],
    ['/cdn-cgi/image/q=101/a.jpg', 'quality'],
    ['/cdn-cgi/image/f=json/a.jpg', 'format json'],
    ['/cdn-cgi/image/trim=20;30;20;0/a.jpg', 'trim'],
    ['/cdn-cgi/image/trim=20;0;0;0,rotate=90/a.jpg', 'crop'],
    ['/cdn-cgi/image/flip=x/a.jpg', 'flip'],
    ['/cdn-cgi/image/border=1/a.jpg', 'border'],
    ['/cdn-cgi/image/upscale=generate/a.jpg', 'upscale'],
    ['/cdn-cgi/image/segment=foreground/a.jpg', 'segment'],
    ['/cdn-cgi/image/constructor=1/a.jpg', 'constructor'],
    ['/cdn-cgi/image/__proto__=1/a.jpg', ''],
  ],
  thumbor: [
    ['/unsafe/-300x-200/left/top/smart/image.jpg', 'smart'],
    ['/unsafe/filters:quality(40)/https%3A%2F%2Fgithub.com%2Fthumbor%2Fthumbor%2Fraw%2Fmaster%2Fexample.jpg', 'another site'],
    ['/unsafe/300xorig/a.jpg', 'orig'],
    ['/unsafe/adaptive-fit-in/300x200/a.jpg', 'adaptive'],
    ['/filters:convolution(1;2;1;2;4;2;1;2;1,3,false)/a.jpg', 'convolution'],
    ['/filters:rotate(45)/a.jpg', 'rotate'],
    ['/filters:rgb(20,-20,40)/a.jpg', 'rgb'],
    ['/filters:proportion(0.5)/a.jpg', 'proportion'],
    ['/fit-in/400x400/filters:watermark(bucket,folder/key.png,0,0)/image.jpg', 'watermark'],
    ['/filters:quality/a.jpg', 'filters'],
    ['/filters:format(avif)/a.jpg', 'format'],
    ['/fit-in/9x9/filters:fill(auto)/a.jpg', 'background'],
    ['/10x10:100x100/filters:rotate(90)/a.jpg', 'crop'],
    ['/400x100/filters:focal(146x206:279x360)/a.jpg', 'focal'],
  ],
  'image-handler': [
    [edits({ smartCrop: true }), 'smartCrop'],
    [edits({ overlayWith: { bucket: 'b', key: 'k' } }), 'overlayWith'],
    [edits({ resize: { width: 9, height: 9, fit: 'over' } }), 'fit'],
    [edits({ resize: { width: 9, height: 9, position: 'entropy' } }), 'position'],
    [edits({ resize: { width: 9 }, crop: { left: 0, top: 0, width: 1, height: 1 } }), 'crop'],
    [edits({ crop: { left: 0, top: 0, width: 1, height: 1 }, flop: true }), 'crop'],
    [edits({ toFormat: 'heif' }), 'format'],
    [edits({ rotate: 45 }), 'rotate'],
    [edits({ toString: 1 }), 'toString'],
  ],
};

/* Our options that change pixels, and a URL in each dialect that needs them. */
export const later = [
  ['blur', 'cloudflare', '/cdn-cgi/image/blur=50/a.jpg', 'blur=25'],
  ['brightness', 'cloudflare', '/cdn-cgi/image/brightness=0.5/a.jpg', 'brightness=0.5'],
  ['contrast', 'cloudflare', '/cdn-cgi/image/contrast=0.5/a.jpg', 'contrast=0.5'],
  ['gamma', 'cloudflare', '/cdn-cgi/image/gamma=0.5/a.jpg', 'gamma=0.5'],
  ['saturation', 'cloudflare', '/cdn-cgi/image/saturation=0.5/a.jpg', 'saturation=0.5'],
  ['sharpen', 'cloudflare', '/cdn-cgi/image/sharpen=2/a.jpg', 'sharpen=2'],
  ['blur', 'thumbor', '/filters:blur(7)/a.jpg', 'blur=3.5'],
  ['blur', 'thumbor', '/filters:blur(7,2)/a.jpg', 'blur=2'],
  ['brightness', 'thumbor', '/filters:brightness(40)/a.jpg', 'brightness=1.4'],
  ['contrast', 'thumbor', '/filters:contrast(-40)/a.jpg', 'contrast=0.6'],
  ['saturation', 'thumbor', '/filters:saturation(-40)/a.jpg', 'saturation=0.6'],
  ['radius', 'thumbor', '/filters:round_corner(20,255,128,0)/a.jpg', 'radius=20,bg=ff8000'],
  ['sharpenSigma', 'thumbor', '/filters:sharpen(2,1.0,true)/a.jpg', 'sharpen=1,ssig=1.5'],
  ['progressive', 'cloudflare', '/cdn-cgi/image/format=jpeg/a.jpg', 'prog=1,f=jpeg'],
  ['maxBytes', 'thumbor', '/filters:max_bytes(40000)/a.jpg', 'maxbytes=40000'],
  ['blur', 'image-handler', edits({ blur: 5 }), 'blur=5'],
  ['tint', 'image-handler', edits({ tint: { r: 255, g: 0, b: 0 } }), 'tint=ff0000'],
];
