using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>
/// The little of a DICOM file that comparing wants: what its meta information says (PS3.10 §7.1) and a digest of the
/// bytes behind it. Written here, so that the archive's reader does not judge itself.
/// </summary>
internal sealed record Part10File(string Path, string TransferSyntax, string SopClass, string SopInstance, long DataSetOffset, string Digest)
{
    private const int PreambleAndPrefix = 132;

    public static Part10File Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        Assert.True(bytes.Length > PreambleAndPrefix && bytes.AsSpan(128, 4).SequenceEqual("DICM"u8), $"{path} is no DICOM file");

        string transferSyntax = "", sopClass = "", sopInstance = "";
        var at = PreambleAndPrefix;
        while (at + 8 <= bytes.Length && BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)) == 0x0002)
        {
            var element = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 2));
            var isLong = bytes.AsSpan(at + 4, 2) is [(byte)'O', _] or [(byte)'U', (byte)'N' or (byte)'T'] or [(byte)'S', (byte)'Q'];
            var header = isLong ? 12 : 8;
            var length = isLong
                ? (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8))
                : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 6));
            var value = Encoding.ASCII.GetString(bytes, at + header, length).TrimEnd('\0', ' ');
            if (element == 0x0002) sopClass = value;
            if (element == 0x0003) sopInstance = value;
            if (element == 0x0010) transferSyntax = value;
            at += header + length;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(at)));
        return new Part10File(path, transferSyntax, sopClass, sopInstance, at, digest);
    }

    /// <summary>An image as a file in Implicit VR (PS3.10 §7.1); the path.</summary>
    public static string Write(string path, RawImage image) =>
        Write(path, image.SopClass, image.SopInstance, Uids.ImplicitLittle, image.Elements.Implicit());

    /// <summary>A data set as a file; the path.</summary>
    public static string Write(string path, string sopClass, string sopInstance, string transferSyntax, byte[] dataSet)
    {
        var meta = new RawElements()
            .Add(0x00020001, "OB", [0, 1])
            .Add(0x00020002, "UI", sopClass)
            .Add(0x00020003, "UI", sopInstance)
            .Add(0x00020010, "UI", transferSyntax)
            .Add(0x00020012, "UI", "2.25.1")
            .Explicit();
        var length = new RawElements().Add(0x00020000, "UL", BitConverter.GetBytes(meta.Length)).Explicit();
        File.WriteAllBytes(path, [.. new byte[128], .. "DICM"u8, .. length, .. meta, .. dataSet]);
        return path;
    }

    /// <summary>The files below a folder by SOP Instance UID, as their meta information gives it.</summary>
    public static Dictionary<string, Part10File> ReadAll(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(Read)
            .ToDictionary(file => file.SopInstance);

    /// <summary>The data set as it is sent: a deflated one of odd length gets the NUL that sending wants (PS3.5 §A.5).</summary>
    public byte[] Sendable() =>
        DataSet() is var bytes && TransferSyntax == Uids.Deflated && bytes.Length % 2 != 0 ? [.. bytes, 0] : bytes;

    public string SentDigest => Convert.ToHexStringLower(SHA256.HashData(Sendable()));

    public byte[] DataSet() => File.ReadAllBytes(Path)[(int)DataSetOffset..];
}
