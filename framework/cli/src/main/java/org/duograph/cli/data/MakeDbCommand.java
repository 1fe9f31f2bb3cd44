package org.duograph.cli.data;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.backend.CacheFolder;
import org.duograph.cli.options.Streams;
import org.duograph.cli.train.Sets;
import org.duograph.data.DataSet;
import org.duograph.data.ImageFolder;
import org.duograph.data.ImageShape;
import org.duograph.data.Images;
import org.duograph.data.PixelReader;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.MiniDb;
import org.duograph.workspace.io.MiniDbWriter;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.TensorProto;
import org.duograph.workspace.proto.TensorProtos;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code duograph data make-db}: a data set becomes a minidb. */
@Command(
        name = "make-db",
        description = {
            "Writes the images of a data set into a minidb, which CreateDB opens.",
            "A record holds two tensors, an image (bytes, C x H x W) and its label (int32), for"
                    + " TensorProtosDBInput. With --encoded the image is the file as it is, for"
                    + " ImageInput, which decodes, cuts and mirrors it.",
            "Records stand in an order by chance, since nets read them from front to end."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph data make-db cifar10 --part train --out train.minidb",
            "  duograph data make-db images --data photos --encoded --out train.minidb",
            "  duograph data make-db images --data photos --image-size 64 --part test --out"
                    + " test.minidb"
        })
final class MakeDbCommand implements Callable<Integer> {
    /** Which images of a data set. */
    enum Part {
        /** Those to learn from. */
        TRAIN,
        /** Those to measure with. */
        TEST
    }

    @Spec private CommandSpec spec;
    @Mixin private Streams streams;

    @Parameters(
            paramLabel = "SET",
            description =
                    "cifar10, mnist, fashion-mnist or shapes10; or images: those in the folder that"
                            + " --data names, with a folder for each class.")
    private String set;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the data set. If absent, the usual places are searched.")
    private Path data;

    @Option(
            names = "--part",
            defaultValue = "TRAIN",
            description = "Which images: ${COMPLETION-CANDIDATES} (default: TRAIN).")
    private Part part;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The minidb.")
    private Path out;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Of images: all become squares of so many rows (default: 32).")
    private int size;

    @Option(names = "--encoded", description = "Of images: keep the files as they are.")
    private boolean encoded;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The seed of the records' order (default: 0).")
    private long seed;

    @Override
    public Integer call() throws IOException {
        boolean own = set.equals("images");
        if (own && data == null || encoded && !own) {
            throw new ParameterException(
                    spec.commandLine(),
                    own
                            ? "images are a folder of your own: name it, by --data DIR"
                            : "--encoded is for images, since other data sets are no files");
        }
        if (own && encoded) {
            ImageFolder.Division files = folder().files();
            List<ImageFolder.Entry> entries = part == Part.TRAIN ? files.train() : files.test();
            write(entries.size(), i -> encoded(entries.get(i)));
            tell(entries.size(), "image files", files.classNames());
        } else {
            DataSet images = own ? folder().read() : Sets.find(set, data, streams);
            Images some = part == Part.TRAIN ? images.train() : images.test();
            try (PixelReader reader = some.open()) {
                byte[] pixels = new byte[some.shape().size()];
                write(
                        some.count(),
                        i -> {
                            reader.read(i, pixels);
                            return record(bytes(some.shape(), pixels), some.label(i));
                        });
            }
            tell(some.count(), "images of " + some.shape(), images.classNames());
        }
        return 0;
    }

    private ImageFolder folder() {
        ImageShape shape = new ImageShape(3, size, size);
        return new ImageFolder(data, shape, CacheFolder.here(), streams.err()::println);
    }

    private void tell(int count, String what, List<String> classes) {
        streams.out().println("%,d records of %s -> %s".formatted(count, what, out));
        streams.out().println("Classes, from 0: " + String.join(", ", classes));
    }

    /** Gives the record of an image. */
    private interface Records {
        byte[] record(int image) throws IOException;
    }

    private void write(int count, Records records) throws IOException {
        int[] order = new int[count];
        Philox random = Philox.of(seed, "make-db", 0);
        for (int i = 0; i < count; i++) { // Fisher and Yates
            int j = random.below(i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        try (MiniDbWriter db = MiniDb.create(out)) {
            for (int i = 0; i < count; i++) {
                db.put("%08d".formatted(i), records.record(order[i]));
            }
            db.commit();
        }
    }

    private static TensorProto bytes(ImageShape shape, byte[] pixels) {
        return TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.BYTE)
                .addDims(shape.channels())
                .addDims(shape.height())
                .addDims(shape.width())
                .setByteData(ByteString.copyFrom(pixels))
                .build();
    }

    private static byte[] encoded(ImageFolder.Entry entry) throws IOException {
        TensorProto file =
                TensorProto.newBuilder()
                        .setDataType(TensorProto.DataType.STRING)
                        .addDims(1)
                        .addStringData(ByteString.copyFrom(Files.readAllBytes(entry.file())))
                        .build();
        return record(file, entry.label());
    }

    private static byte[] record(TensorProto image, int label) {
        return TensorProtos.newBuilder()
                .addProtos(image)
                .addProtos(TensorCodec.toProto(NDArray.of(Shape.of(1), label)))
                .build()
                .toByteArray();
    }
}
