package org.duograph.survey.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's secret key. It signs what browsers keep for us (cookies, tokens in forms), so that a
 * form left open over a restart can still be sent: the store keeps the key.
 */
final class Secret {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    /**
     * @param key at least 32 random bytes
     */
    Secret(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** A signature of the text; a purpose keeps a signature from serving as another. */
    String sign(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return TEXT.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether the signature is ours; a missing one is not. Takes the same time for each wrong one.
     */
    boolean verify(String purpose, String text, String signature) {
        return signature != null && same(sign(purpose, text), signature);
    }

    /** 128 random bits as 22 characters fit for an address. */
    static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }

    /** Whether two texts are equal, in time that does not tell where they differ. */
    static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
