/** What a corrupt chaincode service is told to do, in the order of the members. All of its kind that get one order do the same. */
export interface Orders {
  /** Keys to read, so that the transaction looks like one that the rules have run. */
  read?: readonly string[];
  write?: readonly { key: string; value: string }[];
  /** Policies of keys to set; base64 of a SignaturePolicyEnvelope. */
  protect?: readonly { key: string; policy: string }[];
  remove?: readonly string[];
  /** Calls this chaincode with the same arguments instead, and hands the orders on. */
  through?: { chaincode: string; channel: string };
}
