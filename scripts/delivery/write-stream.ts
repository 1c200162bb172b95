/** Settles when the text has left this process, or when it cannot. */
export function writeStream(output: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
