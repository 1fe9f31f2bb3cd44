package org.duograph.cluster;

import java.nio.ByteBuffer;

/**
 * What a message carries, at the place from where it is sent or to which it is received: numbers of
 * an array, or bytes. Offsets are in bytes and multiples of eight.
 */
abstract class Part {
    /** The most bytes that one message may have whose length the receiver does not know. */
    static final long MOST = 1L << 30;

    private long received;

    /** How many bytes it has; -1 if the first frame will tell. */
    abstract long bytes();

    /** The first frame tells how many bytes there are. */
    void begin(long total) {}

    /** Up to where it can be sent already. */
    long ready() {
        return bytes();
    }

    /** Puts bytes from {@code at} on into a buffer, as many as the buffer takes or there are. */
    abstract void give(long at, int count, ByteBuffer to);

    /** Takes over what came for offset {@code at}. */
    abstract void take(long at, ByteBuffer from);

    /** Notes how much has come. */
    final void receivedUpTo(long end) {
        received = end;
    }

    /** The same bytes to be sent on while they come. */
    final Part relayed() {
        Part source = this;
        return new Part() {
            @Override
            long bytes() {
                return source.bytes();
            }

            @Override
            long ready() {
                return source.received;
            }

            @Override
            void give(long at, int count, ByteBuffer to) {
                source.give(at, count, to);
            }

            @Override
            void take(long at, ByteBuffer from) {
                throw new IllegalStateException("A part that is sent on is received elsewhere");
            }
        };
    }

    /**
     * Some floats of an array.
     *
     * @param scratch takes what comes when it is to be added to the array; null if it replaces what
     *     is there
     */
    static Part floats(float[] all, int from, int to, float[] scratch) {
        return new Part() {
            @Override
            long bytes() {
                return (long) (to - from) * Float.BYTES;
            }

            @Override
            void give(long at, int count, ByteBuffer buffer) {
                int first = from + (int) (at / Float.BYTES);
                buffer.asFloatBuffer().put(all, first, count / Float.BYTES);
                buffer.position(buffer.position() + count);
            }

            @Override
            void take(long at, ByteBuffer buffer) {
                int first = from + (int) (at / Float.BYTES);
                int count = buffer.remaining() / Float.BYTES;
                if (scratch == null) {
                    buffer.asFloatBuffer().get(all, first, count);
                } else {
                    buffer.asFloatBuffer().get(scratch, 0, count);
                    for (int i = 0; i < count; i++) {
                        all[first + i] += scratch[i];
                    }
                }
            }
        };
    }

    /** Some doubles of an array; added if {@code add}, else replacing what is there. */
    static Part doubles(double[] all, int from, int to, boolean add) {
        return new Part() {
            @Override
            long bytes() {
                return (long) (to - from) * Double.BYTES;
            }

            @Override
            void give(long at, int count, ByteBuffer buffer) {
                int first = from + (int) (at / Double.BYTES);
                buffer.asDoubleBuffer().put(all, first, count / Double.BYTES);
                buffer.position(buffer.position() + count);
            }

            @Override
            void take(long at, ByteBuffer buffer) {
                int first = from + (int) (at / Double.BYTES);
                int count = buffer.remaining() / Double.BYTES;
                for (int i = 0; i < count; i++) {
                    double number = buffer.getDouble(buffer.position() + i * Double.BYTES);
                    all[first + i] = add ? all[first + i] + number : number;
                }
            }
        };
    }

    /** All bytes of an array. */
    static Part bytes(byte[] all) {
        return new Part() {
            @Override
            long bytes() {
                return all.length;
            }

            @Override
            void give(long at, int count, ByteBuffer buffer) {
                buffer.put(all, (int) at, count);
            }

            @Override
            void take(long at, ByteBuffer buffer) {
                buffer.get(all, (int) at, buffer.remaining());
            }
        };
    }

    /** Bytes of which the sender says how many there are. */
    static final class Unknown extends Part {
        private byte[] all;

        /** What has come. */
        byte[] all() {
            return all;
        }

        @Override
        long bytes() {
            return all == null ? -1 : all.length;
        }

        @Override
        void begin(long total) {
            all = new byte[(int) total];
        }

        @Override
        void give(long at, int count, ByteBuffer buffer) {
            buffer.put(all, (int) at, count);
        }

        @Override
        void take(long at, ByteBuffer buffer) {
            buffer.get(all, (int) at, buffer.remaining());
        }
    }
}
