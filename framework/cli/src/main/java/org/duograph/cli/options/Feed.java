package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.data.Picture;
import org.duograph.messages.FileKind;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.ImageCard;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One {@code --feed}: a blob and its numbers, or only its type.
 *
 * @param blob the blob
 * @param file the file with the numbers: {@code .npy}, a picture, or {@code -} for the standard
 *     input; null if there is only a type
 * @param type the type; null if there is a file
 * @param random whether the numbers of that type are drawn, from 0 to 1
 */
record Feed(String blob, Path file, ArrayType type, boolean random) {
    private static final Pattern TYPE = Pattern.compile("(\\w+):(scalar|\\d+(?:x\\d+)*)");
    private static final Pattern PICTURE =
            Pattern.compile(".*\\.(png|jpe?g|gif|bmp)", Pattern.CASE_INSENSITIVE);

    /** What a net says of the pictures that it takes, in an {@link ImageCard}. */
    private static final Pattern PIXELS = Pattern.compile("N x (\\d+) x (\\d+) x (\\d+),.*");

    /** A file. */
    Feed(String blob, Path file) {
        this(blob, file, null, false);
    }

    /** Whether it says what numbers there are. */
    boolean hasNumbers() {
        return file != null || random;
    }

    /**
     * The numbers; zeros if there is only a type. A picture becomes what a net's card asks for, or
     * stays as large as it is, with its colours, where there is no card.
     */
    NDArray read(ImageCard card) throws IOException {
        if (random) {
            NDArray drawn = NDArray.zeros(type);
            Philox numbers = Philox.of(0, blob, 0);
            for (int i = 0; i < drawn.size(); i++) {
                drawn.floats()[i] = (float) numbers.uniform(i);
            }
            return drawn;
        }
        if (file == null) {
            return NDArray.zeros(type);
        }
        if (PICTURE.matcher(file.toString()).matches() && Files.isRegularFile(file)) {
            return picture(Picture.read(file), card);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " (for blob \"" + blob + "\") is a folder, no .npy file");
        }
        try {
            return Npy.read(StandardInput.orFile(file));
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

    private NDArray picture(Picture picture, ImageCard card) {
        Matcher asked = PIXELS.matcher(card.pixels());
        if (!card.input().equals(blob) || !asked.matches()) {
            return picture.toArray().cast(DType.FLOAT32);
        }
        int height = Integer.parseInt(asked.group(2));
        int width = Integer.parseInt(asked.group(3));
        Picture fits = picture.covering(height, width);
        return (asked.group(1).equals("1") ? fits.grey() : fits.rgb())
                .toArray()
                .cast(DType.FLOAT32);
    }

    /** Reads {@code NAME=FILE}, {@code NAME=TYPE:DIMS} and {@code NAME=random:DIMS}. */
    static final class Converter implements ITypeConverter<Feed> {
        @Override
        public Feed convert(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw new TypeConversionException(
                        "'"
                                + text
                                + "' is not of the form NAME=FILE, NAME=TYPE:DIMS or NAME=random:DIMS");
            }
            String blob = text.substring(0, equals);
            String value = text.substring(equals + 1);
            Matcher m = TYPE.matcher(value);
            if (!m.matches()) {
                return new Feed(blob, Path.of(value));
            }
            boolean random = m.group(1).equals("random");
            String type = random ? "float32" : m.group(1);
            return new Feed(blob, null, type(type, m.group(2)), random);
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
