package org.duograph.survey.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens and receipt codes: made so that nobody can guess them, kept only as hashes. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Letters and digits that are hard to confuse (Crockford's base 32). */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private Secrets() {}

    /** A token of 128 random bits, fit for a link. */
    public static String newToken() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(16));
    }

    /**
     * The token, fit for a link, that only the owner of the key can make of an invitation's seed.
     */
    static String invitationToken(byte[] key, String seed) {
        byte[] bits = Arrays.copyOf(hmac(key, "invitation " + seed), 16);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** SHA-256 in hexadecimal: what is kept of a token. */
    public static String hash(String secret) {
        try {
            byte[] text = secret.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * What a draft keeps of the token it was begun with: whoever has the token finds the draft, but
     * nobody can tell from it which invitation's {@link #hash} belongs to the same token.
     */
    public static String linkHash(String token) {
        return hash("draft:" + token);
    }

    static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /**
     * The receipt code of a submission: 100 bits that only the owner of the key can compute, the
     * same each time, so that the code itself need not be kept.
     */
    static String receiptCode(byte[] key, String submission) {
        byte[] bits = hmac(key, "receipt " + submission);
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            if (i > 0 && i % 5 == 0) code.append('-');
            code.append(ALPHABET.charAt(bits[i] & 31));
        }
        return code.toString();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    /** A receipt code as it was typed: case, spaces and look-alike letters do not matter. */
    static String typed(String code) {
        String plain = code.strip().toUpperCase(java.util.Locale.ROOT).replaceAll("[\\s-]", "");
        plain = plain.replace('O', '0').replace('I', '1').replace('L', '1');
        return String.join("-", plain.split("(?<=\\G.{5})"));
    }
}
