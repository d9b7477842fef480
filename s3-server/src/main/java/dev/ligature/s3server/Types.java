package dev.ligature.s3server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How keys and records lie in the file, and the order of keys. */
final class Types {

  private Types() {}

  /** Keys in the order of S3's listings: by their UTF-8 bytes, unsigned. */
  static final class Key extends BasicDataType<byte[]> {
    static final Key INSTANCE = new Key();

    @Override
    public int compare(byte[] a, byte[] b) {
      return Arrays.compareUnsigned(a, b);
    }

    @Override
    public int getMemory(byte[] key) {
      return 24 + key.length;
    }

    @Override
    public void write(WriteBuffer buffer, byte[] key) {
      buffer.putVarInt(key.length).put(key);
    }

    @Override
    public byte[] read(ByteBuffer buffer) {
      byte[] key = new byte[DataUtils.readVarInt(buffer)];
      buffer.get(key);
      return key;
    }

    @Override
    public byte[][] createStorage(int size) {
      return new byte[size][];
    }
  }

  /** {@link VersionKey}: keys ascending, sequences descending. */
  static final class History extends BasicDataType<VersionKey> {
    static final History INSTANCE = new History();

    @Override
    public int compare(VersionKey a, VersionKey b) {
      int byKey = Arrays.compareUnsigned(a.key(), b.key());
      return byKey != 0 ? byKey : Long.compare(b.sequence(), a.sequence());
    }

    @Override
    public int getMemory(VersionKey key) {
      return 48 + key.key().length;
    }

    @Override
    public void write(WriteBuffer buffer, VersionKey key) {
      Key.INSTANCE.write(buffer, key.key());
      buffer.putVarLong(key.sequence());
    }

    @Override
    public VersionKey read(ByteBuffer buffer) {
      return new VersionKey(Key.INSTANCE.read(buffer), DataUtils.readVarLong(buffer));
    }

    @Override
    public VersionKey[] createStorage(int size) {
      return new VersionKey[size];
    }
  }

  /** {@link StoredVersion}. */
  static final class Version extends BasicDataType<StoredVersion> {
    static final Version INSTANCE = new Version();
    private static final int NULL_VERSION = 1;
    private static final int DELETE_MARKER = 2;

    @Override
    public int getMemory(StoredVersion version) {
      int memory = 96;
      for (Map.Entry<String, String> header : version.headers().entrySet()) {
        memory += 32 + header.getKey().length() + header.getValue().length();
      }
      return memory;
    }

    @Override
    public void write(WriteBuffer buffer, StoredVersion version) {
      int flags =
          (version.nullVersion() ? NULL_VERSION : 0) | (version.deleteMarker() ? DELETE_MARKER : 0);
      buffer.put((byte) flags);
      buffer.putVarLong(version.sequence());
      buffer.putVarLong(version.modifiedMillis());
      buffer.putLong(version.md5().high()).putLong(version.md5().low());
      buffer.putVarLong(version.size());
      buffer.putVarInt(version.headers().size());
      version
          .headers()
          .forEach(
              (name, value) -> {
                Key.INSTANCE.write(buffer, name.getBytes(StandardCharsets.UTF_8));
                Key.INSTANCE.write(buffer, value.getBytes(StandardCharsets.UTF_8));
              });
    }

    @Override
    public StoredVersion read(ByteBuffer buffer) {
      int flags = buffer.get();
      long sequence = DataUtils.readVarLong(buffer);
      long modified = DataUtils.readVarLong(buffer);
      Md5 md5 = new Md5(buffer.getLong(), buffer.getLong());
      long size = DataUtils.readVarLong(buffer);
      int count = DataUtils.readVarInt(buffer);
      Map<String, String> headers = LinkedHashMap.newLinkedHashMap(count);
      for (int i = 0; i < count; i++) {
        String name = new String(Key.INSTANCE.read(buffer), StandardCharsets.UTF_8);
        headers.put(name, new String(Key.INSTANCE.read(buffer), StandardCharsets.UTF_8));
      }
      return new StoredVersion(
          sequence,
          (flags & NULL_VERSION) != 0,
          (flags & DELETE_MARKER) != 0,
          modified,
          md5,
          size,
          headers);
    }

    @Override
    public StoredVersion[] createStorage(int size) {
      return new StoredVersion[size];
    }
  }
}
