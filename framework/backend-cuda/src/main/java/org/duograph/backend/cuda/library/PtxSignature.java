package org.duograph.backend.cuda.library;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kernel takes, as its PTX says: the driver itself checks neither how many arguments a
 * launch brings nor what they are.
 *
 * @param kernel its name
 * @param parameters in order
 */
public record PtxSignature(String kernel, List<Parameter> parameters) {
    private static final Pattern ENTRY =
            Pattern.compile("\\.entry\\s+(\\w+)\\s*\\(([^)]*)\\)", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "\\.param\\s+(?:\\.align\\s+\\d+\\s+)?\\.(\\w+)\\s+\\w+(?:\\[(\\d+)])?");

    /**
     * A parameter.
     *
     * @param type PTX's word for its type, such as {@code u64} for a pointer, or {@code b8} for a
     *     struct
     * @param bytes its size
     */
    public record Parameter(String type, int bytes) {
        /** Whether it is a floating-point number. */
        boolean isReal() {
            return type.startsWith("f");
        }

        /** Whether it is a struct, given by value. */
        boolean isStruct() {
            return type.equals("b8");
        }

        @Override
        public String toString() {
            return isStruct() ? "struct of " + bytes + " bytes" : type;
        }
    }

    /** The kernels of a PTX text, by their names. */
    public static Map<String, PtxSignature> all(String ptx) {
        Map<String, PtxSignature> all = new LinkedHashMap<>();
        Matcher entry = ENTRY.matcher(ptx);
        while (entry.find()) {
            List<Parameter> parameters = new ArrayList<>();
            Matcher parameter = PARAMETER.matcher(entry.group(2));
            while (parameter.find()) {
                String type = parameter.group(1);
                int each = Integer.parseInt(type.replaceAll("\\D", "")) / 8;
                int count = parameter.group(2) == null ? 1 : Integer.parseInt(parameter.group(2));
                parameters.add(new Parameter(type, each * count));
            }
            all.put(entry.group(1), new PtxSignature(entry.group(1), List.copyOf(parameters)));
        }
        return all;
    }
}
