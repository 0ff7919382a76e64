using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

/// <summary>Data sets to encode and decode.</summary>
internal static class Samples
{
    public static readonly IReadOnlyList<TransferSyntax> Native =
    [
        TransferSyntax.ImplicitVrLittleEndian,
        TransferSyntax.ExplicitVrLittleEndian,
        TransferSyntax.ExplicitVrBigEndian,
        TransferSyntax.DeflatedExplicitVrLittleEndian,
    ];

    public static readonly TheoryData<string> NativeSyntaxes = [.. Native.Select(syntax => syntax.Uid)];

    /// <summary>
    /// Every word size, nested and empty sequences, private elements, and values longer than a short length.
    /// </summary>
    public static DataSet Everything()
    {
        var inner = new DataSet();
        inner.Set(new Tag(0x0008, 0x0100), Vr.SH, "T-A0100");
        inner.Set(new Tag(0x0028, 0x0010), 512);

        var outer = new DataSet();
        outer.Set(new Tag(0x0008, 0x1150), Vr.UI, "1.2.840.10008.5.1.4.1.1.2");
        outer.Set(new DataElement(new Tag(0x0040, 0xA043), [inner, new DataSet()]));

        var dataSet = new DataSet();
        dataSet.Set(new Tag(0x0008, 0x0005), Vr.CS, "ISO_IR 100");
        dataSet.Set(new Tag(0x0008, 0x0018), Vr.UI, "1.2.3.4.5");
        dataSet.Set(new DataElement(new Tag(0x0008, 0x1140), [outer]));
        dataSet.Set(new DataElement(new Tag(0x0008, 0x1199), []));
        dataSet.Set(new Tag(0x0009, 0x0010), Vr.LO, "ACME 1.1");
        dataSet.Set(new DataElement(new Tag(0x0009, 0x1001), Vr.UN, new byte[] { 1, 2, 3, 4 }));
        dataSet.Set(new Tag(0x0010, 0x0010), Vr.PN, "Müller^Jörg");
        dataSet.Set(new Tag(0x0010, 0x0020), Vr.LO);
        dataSet.Set(new DataElement(new Tag(0x0018, 0x6018), Vr.UL, new byte[] { 1, 2, 3, 4 }));
        dataSet.Set(new DataElement(new Tag(0x0018, 0x602C), Vr.FD, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }));
        dataSet.Set(new Tag(0x0028, 0x0010), 512);
        dataSet.Set(new Tag(0x0028, 0x0100), 16);
        dataSet.Set(new DataElement(new Tag(0x0028, 0x0009), Vr.AT, new byte[] { 0x18, 0, 0x63, 0x10 }));
        dataSet.Set(new DataElement(new Tag(0x0028, 0x3006), Vr.OW, Ramp(70_000)));
        dataSet.Set(new DataElement(new Tag(0x7FE0, 0x0010), Vr.OW, Ramp(200_000)));
        return dataSet;
    }

    public static byte[] Ramp(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)(i * 7 + (i >> 8));
        return bytes;
    }

    /// <summary>The same with every value of even length, as it is when it was written.</summary>
    public static DataSet Padded(DataSet dataSet)
    {
        var padded = new DataSet();
        foreach (var element in dataSet)
        {
            padded.Set(element switch
            {
                { Items: { } items } => new DataElement(element.Tag, [.. items.Select(Padded)]),
                { Fragments: { } fragments } => new DataElement(
                    element.Tag, element.Vr, [.. fragments.Select(fragment => Padded(fragment, padding: 0))]),
                _ => new DataElement(element.Tag, element.Vr, Padded(element.Value, element.Vr.Padding)),
            });
        }

        return padded;
    }

    private static ReadOnlyMemory<byte> Padded(ReadOnlyMemory<byte> value, byte padding) =>
        value.Length % 2 == 0 ? value : (byte[])[.. value.Span, padding];
}
