// Generates TypeScript of the schema and of documents: node generate.mjs SCHEMA FOLDER DOCUMENT...
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescript from "@graphql-codegen/typescript";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const [schemaFile, folder, ...locations] = process.argv.slice(2);
const read = async (location) => ({ location, document: parse(await readFile(location, "utf8")) });
const documents = await Promise.all(locations.map(read));

const config = {
  strictScalars: true,
  scalars: {
    Date: "string",
    DateTime: "string",
    Decimal: "string",
    Upload: "File",
    URL: "string",
  },
  useTypeImports: true,
  enumsAsTypes: true,
  immutableTypes: true,
  avoidOptionals: { field: true, inputValue: false, object: true, defaultValue: false },
  nonOptionalTypename: true,
};

const schema = parse(await readFile(schemaFile, "utf8"));

/** All types of the schema; and those of the operations, with their documents. */
const files = {
  "schema.ts": { plugins: [{ typescript: {} }], pluginMap: { typescript }, documents: [] },
  "operations.ts": {
    plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescriptOperations, typedDocumentNode },
    documents,
  },
};
for (const [name, file] of Object.entries(files)) {
  const filename = path.join(folder, name);
  await writeFile(filename, await codegen({ filename, schema, config, ...file }));
}
