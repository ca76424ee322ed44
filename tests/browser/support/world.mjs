// A hub with its console and a simulated target, as processes of their own; see world.py.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const [source, build] = [path.resolve(process.argv[2]), path.resolve(process.argv[3])];

export class World {
  /** Everything runs, and nothing was sent yet. */
  static async start(settings = {}) {
    const world = new World();
    const words = ['-B', path.join(here, 'world.py'), source, build, JSON.stringify(settings)];
    world.process = spawn('python3', words, { stdio: ['pipe', 'pipe', 'pipe'] });
    world.complaints = '';
    world.process.stderr.on('data', (text) => (world.complaints += text));
    world.answers = createInterface({ input: world.process.stdout })[Symbol.asyncIterator]();
    Object.assign(world, await world.do('start'));
    return world;
  }

  async do(what, fields = {}) {
    this.process.stdin.write(JSON.stringify({ do: what, ...fields }) + '\n');
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the world ended:\n${this.complaints}`);
    const answer = JSON.parse(value);
    if (answer.problem) throw new Error(`${what}: ${answer.problem}`);
    return answer.value;
  }

  async api(method, address, { key = this.keys.admin, body } = {}) {
    const answer = await fetch(this.url + address, {
      method,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  }

  async end() {
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.stdin.end();
    await ended;
  }
}
