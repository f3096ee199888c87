export async function checkMemory() {}
