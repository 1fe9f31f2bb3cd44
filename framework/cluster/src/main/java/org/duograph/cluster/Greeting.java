package org.duograph.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How two peers make sure that they belong together, before any frame is exchanged. Whoever
 * connects says who it is; both show that they know the secret, each by a code over what the other
 * drew by chance, so the secret itself is never sent, and what was overheard is worth nothing the
 * next time.
 *
 * <pre>
 * connects:  magic, version, rank, lane, size, run, 16 random bytes
 * accepts:   magic, version, 1, 16 random bytes, code "accept"      or: magic, version, 0, why not
 * connects:  code "connect"
 * accepts:   1                                                       or: 0, why not
 * </pre>
 *
 * <p>What comes later is checked against damage, but neither encrypted nor signed: the network must
 * be one's own, or a tunnel.
 */
final class Greeting {
    private static final int MAGIC = 0x44554f48;
    private static final int RANDOM = 16;
    private static final int CODE = 32;
    private static final SecureRandom CHANCE = new SecureRandom();

    private final Meeting meeting;
    private final GroupOptions options;

    Greeting(Meeting meeting, GroupOptions options) {
        this.meeting = meeting;
        this.options = options;
    }

    /** Who has come in, and for which lane: 0 for numbers, 1 for the pulse. */
    record Guest(int rank, int lane) {}

    /** Decides whether a guest still has a place. */
    @FunctionalInterface
    interface Places {
        /** Why there is none, or null. */
        String whyNot(Guest guest);
    }

    /** Greets the peer at the other end of a channel that this one has connected. */
    void connect(SocketChannel channel, int lane) throws IOException {
        DataOutputStream out = new DataOutputStream(channel.socket().getOutputStream());
        DataInputStream in = new DataInputStream(channel.socket().getInputStream());
        byte[] mine = chance();
        out.write(hello(lane, meeting.rank(), mine));
        requireOurs(in);
        if (in.readByte() != 1) {
            throw new PeerException(-1, in.readUTF());
        }
        byte[] theirs = in.readNBytes(RANDOM);
        byte[] code = in.readNBytes(CODE);
        if (!MessageDigest.isEqual(code, code("accept", lane, meeting.rank(), mine, theirs))) {
            throw new PeerException(-1, "the one who listens there does not know the secret");
        }
        out.write(code("connect", lane, meeting.rank(), mine, theirs));
        if (in.readByte() != 1) {
            throw new PeerException(-1, in.readUTF());
        }
    }

    /** Greets whoever has connected; a guest without a place is told why and turned away. */
    Guest accept(SocketChannel channel, Places places) throws IOException {
        DataOutputStream out = new DataOutputStream(channel.socket().getOutputStream());
        DataInputStream in = new DataInputStream(channel.socket().getInputStream());
        requireMagic(in.readInt());
        int version = in.readUnsignedByte();
        out.writeInt(MAGIC);
        out.writeByte(Frame.VERSION);
        if (version != Frame.VERSION) {
            throw refuse(out, "it speaks version %d, you speak %d", Frame.VERSION, version);
        }
        Guest guest = new Guest(in.readInt(), in.readUnsignedByte());
        int size = in.readInt();
        String run = in.readUTF();
        byte[] theirs = in.readNBytes(RANDOM);
        if (!run.equals(options.run())) {
            throw refuse(out, "it is of run \"%s\", you are of \"%s\"", options.run(), run);
        } else if (size != meeting.size()) {
            throw refuse(out, "it is one of %d peers, you of %d", meeting.size(), size);
        } else if (guest.rank() <= meeting.rank() || guest.rank() >= size || guest.lane() > 1) {
            throw refuse(out, "it is peer %d and waits for none of your number", meeting.rank());
        }
        byte[] mine = chance();
        out.writeByte(1);
        out.write(mine);
        out.write(code("accept", guest.lane(), guest.rank(), theirs, mine));
        byte[] code = in.readNBytes(CODE);
        byte[] right = code("connect", guest.lane(), guest.rank(), theirs, mine);
        String why = places.whyNot(guest);
        if (!MessageDigest.isEqual(code, right)) {
            throw refuse(out, "you do not know the secret");
        } else if (why != null) {
            throw refuse(out, "%s", why);
        }
        out.writeByte(1);
        return guest;
    }

    private static PeerException refuse(DataOutputStream out, String why, Object... arguments)
            throws IOException {
        String text = why.formatted(arguments);
        out.writeByte(0);
        out.writeUTF(text);
        return new PeerException(-1, text);
    }

    private byte[] hello(int lane, int rank, byte[] chance) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeByte(Frame.VERSION);
        out.writeInt(rank);
        out.writeByte(lane);
        out.writeInt(meeting.size());
        out.writeUTF(options.run());
        out.write(chance);
        return bytes.toByteArray();
    }

    private static void requireOurs(DataInputStream in) throws IOException {
        requireMagic(in.readInt());
        int version = in.readUnsignedByte();
        if (version != Frame.VERSION) {
            throw new PeerException(
                    -1,
                    "it speaks version %d, this peer speaks %d".formatted(version, Frame.VERSION));
        }
    }

    private static void requireMagic(int magic) throws PeerException {
        if (magic != MAGIC) {
            throw new PeerException(-1, "it is no peer of Duograph");
        }
    }

    private static byte[] chance() {
        byte[] bytes = new byte[RANDOM];
        CHANCE.nextBytes(bytes);
        return bytes;
    }

    /** HMAC-SHA256 by the secret over all that both have said. */
    private byte[] code(String side, int lane, int rank, byte[] connects, byte[] accepts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = ("duograph " + options.secret()).getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String said = side + " " + lane + " " + rank + " " + options.run();
            mac.update(said.getBytes(StandardCharsets.UTF_8));
            mac.update(connects);
            return mac.doFinal(accepts);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256, but: " + e, e);
        }
    }
}
