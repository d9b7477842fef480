package dev.ligature.s3server;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums that S3 clients send along with a body. */
enum Checksum {
  CRC32("crc32") {
    @Override
    byte[] digest(byte[] body) {
      CRC32 crc = new CRC32();
      crc.update(body);
      return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }
  },
  CRC32C("crc32c") {
    @Override
    byte[] digest(byte[] body) {
      CRC32C crc = new CRC32C();
      crc.update(body);
      return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }
  },
  CRC64NVME("crc64nvme") {
    @Override
    byte[] digest(byte[] body) {
      return ByteBuffer.allocate(8).putLong(Crc64Nvme.of(body)).array();
    }
  },
  SHA1("sha1") {
    @Override
    byte[] digest(byte[] body) {
      return hash("SHA-1", body);
    }
  },
  SHA256("sha256") {
    @Override
    byte[] digest(byte[] body) {
      return hash("SHA-256", body);
    }
  };

  /** How every header that carries one begins. */
  static final String PREFIX = "x-amz-checksum-";

  private final String suffix;

  Checksum(String suffix) {
    this.suffix = suffix;
  }

  /** The header, or trailer, that carries it. */
  String header() {
    return PREFIX + suffix;
  }

  abstract byte[] digest(byte[] body);

  /** The value of {@link #header} for these bytes. */
  String of(byte[] body) {
    return Base64.getEncoder().encodeToString(digest(body));
  }

  /** The checksum whose header has this name, in lower case. */
  static Optional<Checksum> ofHeader(String name) {
    return Arrays.stream(values()).filter(checksum -> checksum.header().equals(name)).findFirst();
  }

  static byte[] hash(String algorithm, byte[] body) {
    try {
      return MessageDigest.getInstance(algorithm).digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has " + algorithm, e);
    }
  }

  /** CRC-64/NVME, the checksum that newer AWS clients choose; the JDK has none. */
  private static final class Crc64Nvme {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final long[] TABLE = table();

    private static long[] table() {
      long[] table = new long[256];
      for (int i = 0; i < 256; i++) {
        long crc = i;
        for (int bit = 0; bit < 8; bit++) {
          crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
        }
        table[i] = crc;
      }
      return table;
    }

    static long of(byte[] bytes) {
      long crc = -1L;
      for (byte b : bytes) {
        crc = TABLE[(int) (crc ^ b) & 0xFF] ^ (crc >>> 8);
      }
      return ~crc;
    }
  }
}
