import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** Save the filled form with Apache POI: java -cp JARS MakePoi.java FOLDER, where FOLDER is saved/, beside this file. */
public class MakePoi {
    private static final String PASSWORD = "营商2021";

    public static void main(String[] words) throws Exception {
        Path here = Path.of(words[0]);
        old(here, "xls/poi.xls");
        Biff8EncryptionKey.setCurrentUserPassword(PASSWORD);
        old(here, "locked/poi.xls");
        Biff8EncryptionKey.setCurrentUserPassword(null);
        locked(here, "xlsx/openpyxl.xlsx", "locked/poi-2007.xlsx");
        locked(here, "docx/python-docx.docx", "locked/poi-2007.docx");
    }

    private static void old(Path here, String target) throws Exception {
        String word = Biff8EncryptionKey.getCurrentUserPassword();
        Biff8EncryptionKey.setCurrentUserPassword(null);
        try (HSSFWorkbook book = new HSSFWorkbook(new FileInputStream(here.resolve("xls/libreoffice.xls").toFile()));
                OutputStream out = new FileOutputStream(here.resolve(target).toFile())) {
            Biff8EncryptionKey.setCurrentUserPassword(word);
            book.write(out);
        }
    }

    private static void locked(Path here, String source, String target) throws Exception {
        try (POIFSFileSystem container = new POIFSFileSystem();
                OutputStream file = new FileOutputStream(here.resolve(target).toFile())) {
            var encryptor = new EncryptionInfo(EncryptionMode.standard).getEncryptor();
            encryptor.confirmPassword(PASSWORD);
            try (OPCPackage whole = OPCPackage.open(new FileInputStream(here.resolve(source).toFile()));
                    OutputStream out = encryptor.getDataStream(container)) {
                whole.save(out);
            }
            container.writeFilesystem(file);
        }
    }
}
