import protos from 'fabric-protos';

/** What a configuration says of one organisation: Fabric's MSPConfig, and the roots in it, PEM. */
export interface MemberDefinition {
  bytes: Uint8Array;
  roots: readonly string[];
}

/** A change of the channel's configuration, as its authors have signed it. */
export interface ConfigurationUpdate {
  bytes: Uint8Array;
  signatures: readonly {
    header: Uint8Array;
    creator: { mspId: string; certificatePem: string };
    signature: Uint8Array;
  }[];
}

/** `Application/<organisation>` and `Orderer/<organisation>`, for all of the channel. Throws what protobuf throws. */
export function readMemberDefinitions(configuration: Uint8Array): Map<string, MemberDefinition> {
  const { config } = protos.common.ConfigEnvelope.decode(configuration);
  const members = new Map<string, MemberDefinition>();
  for (const section of ['Application', 'Orderer']) {
    const organisations = config?.channel_group?.groups?.[section]?.groups ?? {};
    for (const [name, { values }] of Object.entries(organisations)) {
      const bytes = values?.MSP?.value ?? new Uint8Array();
      const definition = protos.msp.FabricMSPConfig.decode(
        protos.msp.MSPConfig.decode(bytes).config ?? new Uint8Array(),
      );
      const roots = (definition.root_certs ?? []).map((root) => Buffer.from(root).toString());
      members.set(`${section}/${name}`, { bytes, roots });
    }
  }
  return members;
}

/** undefined for a configuration that no update made: that of block 0. */
export function readConfigurationUpdate(configuration: Uint8Array): ConfigurationUpdate | undefined {
  const { last_update } = protos.common.ConfigEnvelope.decode(configuration);
  if (!last_update?.payload || last_update.payload.length === 0) return undefined;
  const { data } = protos.common.Payload.decode(last_update.payload);
  const update = protos.common.ConfigUpdateEnvelope.decode(data ?? new Uint8Array());
  return {
    bytes: update.config_update ?? new Uint8Array(),
    signatures: (update.signatures ?? []).map(({ signature_header, signature }) => {
      const header = signature_header ?? new Uint8Array();
      const { creator } = protos.common.SignatureHeader.decode(header);
      const { mspid, id_bytes } = protos.msp.SerializedIdentity.decode(creator ?? new Uint8Array());
      return {
        header,
        creator: { mspId: mspid ?? '', certificatePem: Buffer.from(id_bytes ?? []).toString() },
        signature: signature ?? new Uint8Array(),
      };
    }),
  };
}
