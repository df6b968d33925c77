/**
 * Compares prisma/schema.prisma with what the migrations make of an empty database.
 * Without a word: prints the SQL that is missing and ends with 1 when there is any.
 * Prisma's schema engine runs here as WebAssembly, because its binary is a download of its own.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { createLog } from '../src/log.ts';
import { openEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { migrate } from '../src/store/migrate.ts';

const root = join(import.meta.dirname, '..');
const filters = { externalTables: ['public._prisma_migrations'], externalEnums: [] };

/** Where the engine leaves the words of a panic. */
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: { set_message: (words: string) => process.stderr.write(`${words}\n`) },
});

interface Wasm {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
}

async function loadEngine(): Promise<typeof SchemaEngine> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const glue = await import(join(folder, 'schema_engine_bg.js'));
  const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
  // Node's types name WebAssembly only as a type.
  const wasm: Wasm = Reflect.get(globalThis, 'WebAssembly');
  const { instance } = await wasm.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  return glue.SchemaEngine;
}

const CHAR_OID = 18;
const CHAR_ARRAY_OID = 1002;

/**
 * Prisma's adapter knows the catalogue's one-letter type `"char"` only as an array. So the client calls
 * it one, and the adapter below calls the array a letter again.
 */
class CatalogueClient extends pg.Client {
  override query = ((...args: unknown[]) => {
    const done = args.pop();
    if (typeof done !== 'function') return Reflect.apply(super.query, this, [...args, done]);
    return Reflect.apply(super.query, this, [
      ...args,
      (error: unknown, result?: pg.QueryResult) => {
        for (const field of result?.fields ?? []) {
          if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID;
        }
        done(error, result);
      },
    ]);
  }) as typeof pg.Client.prototype.query;
}

class CatalogueAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const { CharacterArray, Character } = ColumnTypeEnum;
      const columnTypes = result.columnTypes.map((type) => (type === CharacterArray ? Character : type));
      return { ...result, columnTypes };
    };
    return adapter;
  }
}

async function diff(url: string): Promise<string> {
  const schema = {
    path: join(root, 'prisma/schema.prisma'),
    content: await readFile(join(root, 'prisma/schema.prisma'), 'utf8'),
  };
  const Engine = await loadEngine();
  const pool = new pg.Pool({ connectionString: url, Client: CatalogueClient });
  const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogueAdapter(pool));
  const engine = await Engine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter);
  const target = (tag: 'schemaDatasource' | 'schemaDatamodel'): DiffTarget => ({
    tag,
    files: [schema],
    configDir: root,
  });
  const result = await engine.diff({
    from: target('schemaDatasource'),
    to: target('schemaDatamodel'),
    script: true,
    exitCode: true,
    filters,
  });
  await pool.end();
  return result.exitCode === 0 ? '' : (result.stdout ?? '');
}

const folder = await mkdtemp(join(tmpdir(), 'tabayyan-schema-'));
const server = await openEmbeddedPostgres(folder, createLog('silent'));
try {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await migrate(client, join(root, 'prisma/migrations'));
  await client.end();
  const missing = await diff(server.url);
  process.stdout.write(missing || 'schema and migrations agree\n');
  process.exitCode = missing ? 1 : 0;
} finally {
  await server.release();
  await rm(folder, { recursive: true, force: true });
}
