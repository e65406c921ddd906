import { type PatchlogEvent } from '@patchlog/client';
import type { Pool } from 'pg';
export declare class Projection {
    #private;
    constructor(pool: Pool);
    /**
     * Takes a journal as the one that is counted.
     * @throws Error if another was counted before: its positions mean nothing here, and the totals have to be built anew.
     */
    adopt(epoch: string): Promise<void>;
    /** Counts an event, unless it was counted before; answers whether it was new. */
    apply(event: PatchlogEvent): Promise<boolean>;
}
