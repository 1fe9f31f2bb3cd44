package org.duograph.survey.web;

import io.nayuki.qrcodegen.QrCode;

/** Draws a link as a QR code, which a phone's camera reads: black on white in the dark, too. */
public final class QrDrawing {
    /** White around the code that readers need, in modules. */
    private static final int MARGIN = 4;

    private QrDrawing() {}

    /** An SVG without size; whoever shows it gives it one. */
    public static String svg(String link) {
        QrCode code = QrCode.encodeText(link, QrCode.Ecc.MEDIUM);
        int size = code.size + 2 * MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(size)
                .append(' ')
                .append(size)
                .append("\" role=\"img\" aria-label=\"QR code of the link\">")
                .append("<path fill=\"#fff\" d=\"M0 0h")
                .append(size)
                .append('v')
                .append(size)
                .append("H0z\"/><path fill=\"#000\" d=\"");
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                int begin = x;
                while (code.getModule(x, y)) { // outside the code there is none
                    x++;
                }
                if (x > begin) {
                    append(svg, begin + MARGIN, y + MARGIN, x - begin);
                }
            }
        }
        return svg.append("\"/></svg>").toString();
    }

    /** A row of dark modules. */
    private static void append(StringBuilder svg, int x, int y, int width) {
        svg.append('M').append(x).append(' ').append(y);
        svg.append('h').append(width).append("v1h-").append(width).append('z');
    }
}
