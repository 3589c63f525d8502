/*
 * A device with the interface of GM/T 0018 in software, for tests only: real SM2 signatures (GB/T 32918.2 §6.1) over OpenSSL's
 * curve and numbers, keys of its own that no call gives away, access codes, and faults that a test can ask for.
 */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>
#include <string.h>

#define SDR_OK 0x0
#define SDR_KEYNOTEXIST 0x01000008
#define SDR_PARDENY 0x0100000A
#define SDR_SIGNERR 0x0100000E
#define SDR_INARGERR 0x0100001D
#define SDR_OPENSESSION 0x01000005
#define SDR_COMMFAIL 0x01000003

#define KEYS 3
#define MAX_LEN 64

typedef struct {
  unsigned int bits;
  unsigned char x[MAX_LEN];
  unsigned char y[MAX_LEN];
} ECCrefPublicKey;

typedef struct {
  unsigned char r[MAX_LEN];
  unsigned char s[MAX_LEN];
} ECCSignature;

typedef struct {
  unsigned int generation;
  int may_use[KEYS + 1];
} Session;

static EC_KEY *keys[KEYS + 1];
static const char *access_codes[KEYS + 1] = {"", "synthetic-1", "synthetic-2", "synthetic-3"};
static unsigned int generation = 1;
static int open_sessions;
static int in_use;
static int most_in_use;
static int faults;
static int fault_kind;

enum { FAULT_SIGN = 1, FAULT_WRONG_SIGNATURE = 2, FAULT_WIDE = 3 };

int SDF_OpenDevice(void **device) {
  for (int index = 1; index <= KEYS; index += 1) {
    if (keys[index] != NULL) continue;
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_sm2);
    if (key == NULL || EC_KEY_generate_key(key) != 1) return SDR_COMMFAIL;
    keys[index] = key;
  }
  unsigned int *handle = malloc(sizeof *handle);
  *handle = generation;
  *device = handle;
  return SDR_OK;
}

int SDF_CloseDevice(void *device) {
  free(device);
  return SDR_OK;
}

int SDF_OpenSession(void *device, void **session) {
  if (*(unsigned int *)device != generation) return SDR_OPENSESSION;
  Session *made = calloc(1, sizeof *made);
  made->generation = generation;
  *session = made;
  __atomic_add_fetch(&open_sessions, 1, __ATOMIC_SEQ_CST);
  return SDR_OK;
}

int SDF_CloseSession(void *session) {
  free(session);
  __atomic_sub_fetch(&open_sessions, 1, __ATOMIC_SEQ_CST);
  return SDR_OK;
}

static int exists(unsigned int index) { return index >= 1 && index <= KEYS; }

int SDF_GetPrivateKeyAccessRight(void *handle, unsigned int index, unsigned char *password, unsigned int length) {
  Session *session = handle;
  if (!exists(index)) return SDR_KEYNOTEXIST;
  if (length != strlen(access_codes[index]) || memcmp(password, access_codes[index], length) != 0) return SDR_PARDENY;
  session->may_use[index] = 1;
  return SDR_OK;
}

int SDF_ExportSignPublicKey_ECC(void *handle, unsigned int index, ECCrefPublicKey *into) {
  Session *session = handle;
  if (session->generation != generation) return SDR_COMMFAIL;
  if (!exists(index)) return SDR_KEYNOTEXIST;
  BIGNUM *x = BN_new(), *y = BN_new();
  EC_POINT_get_affine_coordinates(EC_KEY_get0_group(keys[index]), EC_KEY_get0_public_key(keys[index]), x, y, NULL);
  memset(into, 0, sizeof *into);
  into->bits = 256;
  BN_bn2binpad(x, into->x, MAX_LEN);
  BN_bn2binpad(y, into->y, MAX_LEN);
  BN_free(x);
  BN_free(y);
  return SDR_OK;
}

/* r = e + x1, s = (1 + d)^-1 (k - r d), all mod n. */
static int sign(const EC_KEY *key, const unsigned char *data, ECCSignature *into) {
  const EC_GROUP *group = EC_KEY_get0_group(key);
  const BIGNUM *n = EC_GROUP_get0_order(group), *d = EC_KEY_get0_private_key(key);
  BN_CTX *context = BN_CTX_new();
  BN_CTX_start(context);
  BIGNUM *e = BN_CTX_get(context), *k = BN_CTX_get(context), *x1 = BN_CTX_get(context), *r = BN_CTX_get(context);
  BIGNUM *s = BN_CTX_get(context), *t = BN_CTX_get(context);
  EC_POINT *point = EC_POINT_new(group);
  int signed_ = 0;
  BN_bin2bn(data, 32, e);
  while (!signed_ && BN_priv_rand_range(k, n) == 1) {
    if (BN_is_zero(k)) continue;
    EC_POINT_mul(group, point, k, NULL, NULL, context);
    EC_POINT_get_affine_coordinates(group, point, x1, NULL, context);
    BN_mod_add(r, e, x1, n, context);
    BN_add(t, r, k);
    if (BN_is_zero(r) || BN_cmp(t, n) == 0) continue;
    BN_copy(t, d);
    BN_add_word(t, 1);
    BN_mod_inverse(t, t, n, context);
    BN_mod_mul(s, r, d, n, context);
    BN_mod_sub(s, k, s, n, context);
    BN_mod_mul(s, s, t, n, context);
    signed_ = !BN_is_zero(s);
  }
  memset(into, 0, sizeof *into);
  if (signed_) {
    BN_bn2binpad(r, into->r, MAX_LEN);
    BN_bn2binpad(s, into->s, MAX_LEN);
  }
  EC_POINT_free(point);
  BN_CTX_end(context);
  BN_CTX_free(context);
  return signed_ ? SDR_OK : SDR_SIGNERR;
}

int SDF_InternalSign_ECC(void *handle, unsigned int index, unsigned char *data, unsigned int length, ECCSignature *into) {
  Session *session = handle;
  if (session->generation != generation) return SDR_COMMFAIL;
  if (!exists(index)) return SDR_KEYNOTEXIST;
  if (!session->may_use[index]) return SDR_PARDENY;
  if (length != 32) return SDR_INARGERR;
  int now = __atomic_add_fetch(&in_use, 1, __ATOMIC_SEQ_CST);
  if (now > most_in_use) most_in_use = now;
  int fault = 0;
  if (faults > 0) {
    faults -= 1;
    fault = fault_kind;
  }
  int answer = fault == FAULT_SIGN ? SDR_SIGNERR : sign(keys[index], data, into);
  if (fault == FAULT_WRONG_SIGNATURE) into->s[MAX_LEN - 1] ^= 1;
  if (fault == FAULT_WIDE) into->r[0] = 1;
  __atomic_sub_fetch(&in_use, 1, __ATOMIC_SEQ_CST);
  return answer;
}

/* For tests. */
void soft_sdf_fail(int kind, int times) {
  fault_kind = kind;
  faults = times;
}
void soft_sdf_restart(void) { generation += 1; }
int soft_sdf_sessions(void) { return open_sessions; }
int soft_sdf_most_in_use(void) { return most_in_use; }
