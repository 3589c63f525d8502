import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

export const ROOT = join(import.meta.dirname, '../../..');

/** One file of a tree that is not there: where it would lie, and what it would say. */
export interface Sample {
  path: string;
  text: string;
}

const answer = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

/** Lints the samples by the project's own biome.json in a temporary folder: for each path the rules that it breaks. */
export async function lint(samples: readonly Sample[]): Promise<Map<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'yinxin-borders-'));
  try {
    await copyFile(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    for (const { path, text } of samples) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const { diagnostics } = answer.parse(JSON.parse(await biome(folder)));
    const broken = new Map<string, string[]>(samples.map(({ path }) => [path, []]));
    for (const { category, location } of diagnostics) broken.get(location.path)?.push(category);
    return broken;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Biome ends with 1 where it finds something; what it finds is on its standard output all the same. */
function biome(folder: string): Promise<string> {
  const program = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [program, 'lint', '--reporter=json', '--max-diagnostics=none', '--diagnostic-level=error', '.'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
      if (error === null || error.code === 1) resolve(stdout);
      else reject(new Error(`biome: ${error.message} ${stderr}`));
    });
  });
}
