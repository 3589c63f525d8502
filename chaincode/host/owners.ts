import type { LedgerRecord } from '../model/records.js';

/**
 * The domains whose word an entry is: nobody writes it on Fabric without their peers' endorsement. None for licences, whose
 * commands are signed and whose number no later change of the members could follow, and for what all members write together
 * or what counts.
 */
export function ownersOf(record: LedgerRecord): readonly string[] {
  switch (record.kind) {
    case 'domain':
      return [record.signed.entry.domain];
    case 'authority':
    case 'certificate':
    case 'type':
    case 'right':
    case 'seal':
    case 'seal-application':
    case 'seal-control':
    case 'use-journal':
      return [record.domain];
    case 'agreement-half':
      return [record.signed.command.domain];
    case 'agreement':
      return [record.terms.issuing, record.terms.recognising];
    case 'vote':
      return [record.domain];
    case 'licence':
    case 'network':
    case 'type-count':
    case 'seal-number':
    case 'heartbeat':
      return [];
  }
}
