// The simulator that run.sh started.
import fs from 'node:fs';

// The address of the simulator called `name`, once it is ready.
export async function simulatorUrl(name) {
  for (let tries = 0; tries < 200; ++tries) {
    const line = fs.readFileSync('address.json', 'utf8');
    if (line.endsWith('\n')) return JSON.parse(line)[name];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the simulator did not start');
}
