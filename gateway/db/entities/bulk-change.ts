import { EntitySchema } from 'typeorm';

/** A change of many licences, asked for and approved by two. Counts with its MACs only. */
export interface BulkChangeRow {
  digest: string;
  authority: string;
  /** Canonical JSON `yinxin/bulk-change/v1`. */
  content: string;
  mac: string;
  /** Canonical JSON `yinxin/bulk-approval/v1`. */
  approval: string | null;
  approvalMac: string | null;
  state: string;
  createdAt: Date;
}
export const bulkChangeEntity = new EntitySchema<BulkChangeRow>({
  name: 'bulk_change',
  columns: {
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'bulk_change_pkey' },
    authority: { type: 'text' },
    content: { type: 'text' },
    mac: { type: 'text' },
    approval: { type: 'text', nullable: true },
    approvalMac: { type: 'text', name: 'approval_mac', nullable: true },
    state: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
});

/** What became of one licence; `outcome` is null while somebody is at it. */
export interface BulkItemRow {
  change: string;
  licenceId: string;
  begunAt: Date;
  outcome: string | null;
}
export const bulkItemEntity = new EntitySchema<BulkItemRow>({
  name: 'bulk_item',
  columns: {
    change: { type: 'text', primary: true, primaryKeyConstraintName: 'bulk_item_pkey' },
    licenceId: { type: 'text', primary: true, name: 'licence_id', primaryKeyConstraintName: 'bulk_item_pkey' },
    begunAt: { type: 'timestamptz', name: 'begun_at' },
    outcome: { type: 'text', nullable: true },
  },
});
