package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.messages.FileKind;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One {@code --feed}: a blob and its numbers, or only its type.
 *
 * @param blob the blob
 * @param file the {@code .npy} file with the numbers; null if there is only a type
 * @param type the type; null if there is a file
 */
record Feed(String blob, Path file, ArrayType type) {
    private static final Pattern TYPE = Pattern.compile("(\\w+):(scalar|\\d+(?:x\\d+)*)");

    /** The numbers; zeros if there is only a type. */
    NDArray read() throws IOException {
        if (file == null) {
            return NDArray.zeros(type);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " (for blob \"" + blob + "\") is a folder, no .npy file");
        }
        try {
            return Npy.read(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " (for blob \"" + blob + "\"): there is no such file", e);
        } catch (IOException e) {
            String what =
                    FileKind.of(file)
                            .map(kind -> "; it is " + kind.what() + ". " + kind.advice())
                            .orElse("");
            throw new IOException("Blob \"%s\": %s%s".formatted(blob, e.getMessage(), what), e);
        }
    }

    /** Reads {@code NAME=FILE.npy} and {@code NAME=TYPE:DIMS}. */
    static final class Converter implements ITypeConverter<Feed> {
        @Override
        public Feed convert(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw new TypeConversionException(
                        "'" + text + "' is not of the form NAME=FILE.npy or NAME=TYPE:DIMS");
            }
            String blob = text.substring(0, equals);
            String value = text.substring(equals + 1);
            Matcher m = TYPE.matcher(value);
            return m.matches()
                    ? new Feed(blob, null, type(m.group(1), m.group(2)))
                    : new Feed(blob, Path.of(value), null);
        }

        private static ArrayType type(String name, String dims) {
            try {
                DType dtype = DType.valueOf(name.toUpperCase(Locale.ROOT));
                if (dims.equals("scalar")) {
                    return new ArrayType(dtype, Shape.SCALAR);
                }
                int[] extents =
                        Arrays.stream(dims.split("x")).mapToInt(Integer::parseInt).toArray();
                return new ArrayType(dtype, Shape.of(extents));
            } catch (NumberFormatException | ArithmeticException e) {
                throw new TypeConversionException("the shape " + dims + " is too large");
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "there is no type '%s'; there are %s"
                                .formatted(
                                        name,
                                        Arrays.toString(DType.values()).toLowerCase(Locale.ROOT)));
            }
        }
    }
}
