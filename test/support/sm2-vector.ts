import { bytes32 } from './sm2-reference.js';

/** The worked example of GB/T 32918.5-2017 annex A.2 (the same as GM/T 0003.5). */
export const d = 0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n;
export const k = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n;
export const r = 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n;
export const s = 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan;
export const z = 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3';
export const message = Uint8Array.from(Buffer.from('message digest'));
export const point = Uint8Array.from([
  4,
  ...bytes32(0x09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020n),
  ...bytes32(0xccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13n),
]);
export const signature = Uint8Array.from([...bytes32(r), ...bytes32(s)]);
