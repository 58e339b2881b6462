/** The parts of dynalite 4.0.0 the façade stands on. They are internal paths, so the version is pinned exactly. */

interface DynaliteTable {
  readonly TableName: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' }[];
}

type DynaliteItem = Record<string, Record<string, unknown>>;
type DynaliteCallback<T> = (error: Error | null, value?: T) => void;

interface DynaliteStore {
  getTable(name: string, callback: DynaliteCallback<DynaliteTable>): void;
  getItemDb(table: string): { get(key: string, callback: DynaliteCallback<DynaliteItem>): void };
  readonly db: { close(): Promise<void> };
}

declare module 'dynalite/db' {
  export function create(options: Record<string, number>): DynaliteStore;
  /** Gives the error, or null or undefined where there is none. */
  export function checkConditional(request: object, item: DynaliteItem | undefined): Error | null | undefined;
  export function validateKey(key: object, table: DynaliteTable): Error | null | undefined;
  export function validateItem(item: object, table: DynaliteTable): Error | null | undefined;
  export function createKey(item: object, table: DynaliteTable): string;
  export function validationError(message: string): Error;
}

declare module 'dynalite/validations' {
  export function checkTypes(request: object, types: object): Record<string, unknown>;
  export function checkValidations(request: object, types: object, custom: unknown, store: DynaliteStore): void;
}
