using System.Buffers;
using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Part10;

/// <summary>What a DICOM file says of itself before its data set (PS3.10 §7.1).</summary>
public sealed record FileMetaInformation
{
    /// <summary>2.25 and the UUID b567a488-77ec-46b2-b908-f2792f496264, made for this software (PS3.5 §B.2).</summary>
    public const string OwnImplementationClassUid = "2.25.241128410940818317579903694061913596516";

    public const string OwnImplementationVersionName = "PACS_0.1";

    /// <summary>128 bytes that applications may use as they like, then DICM.</summary>
    internal const int PrefixSize = PreambleSize + 4;

    private const int PreambleSize = 128;
    private const int VersionElementSize = 14;

    private static readonly Tag GroupLength = new(0x0002, 0x0000);
    private static readonly Tag Version = new(0x0002, 0x0001);
    private static readonly Tag SopClass = new(0x0002, 0x0002);
    private static readonly Tag SopInstance = new(0x0002, 0x0003);
    private static readonly Tag TransferSyntaxUid = new(0x0002, 0x0010);
    private static readonly Tag ImplementationClass = new(0x0002, 0x0012);
    private static readonly Tag ImplementationVersion = new(0x0002, 0x0013);
    private static readonly Tag SourceAeTitle = new(0x0002, 0x0016);
    private static readonly Tag PrivateCreator = new(0x0002, 0x0100);
    private static readonly Tag PrivateValue = new(0x0002, 0x0102);

    private static readonly ElementEncoder Encoder = new(TransferSyntax.ExplicitVrLittleEndian);

    /// <summary>Empty when a file does not say.</summary>
    public required string MediaStorageSopClassUid { get; init; }

    /// <summary>Empty when a file does not say.</summary>
    public required string MediaStorageSopInstanceUid { get; init; }

    public required TransferSyntax TransferSyntax { get; init; }

    /// <summary>The AE title the data set came from.</summary>
    public string? SourceApplicationEntityTitle { get; init; }

    /// <summary>What wrote the file: ours unless read from one.</summary>
    public string ImplementationClassUid { get; init; } = OwnImplementationClassUid;

    public string? ImplementationVersionName { get; init; } = OwnImplementationVersionName;

    /// <summary>What this software notes for itself (0002,0102), of even length; null for nothing, and for what is another's.</summary>
    public ReadOnlyMemory<byte>? OwnInformation { get; init; }

    /// <summary>
    /// Reads the preamble and meta information off the front of a file of which perhaps not all is there. Only what
    /// PS3.10 asks for is accepted; <see cref="Part10Reader"/> takes what else is seen.
    /// </summary>
    /// <param name="file">The file from its first byte.</param>
    /// <param name="metaInformation">Not null when Done.</param>
    /// <param name="dataSetOffset">Where the data set begins in the file, when Done.</param>
    public static OperationStatus TryRead(
        ReadOnlySequence<byte> file,
        out FileMetaInformation? metaInformation,
        out long dataSetOffset)
    {
        metaInformation = null;
        dataSetOffset = 0;

        if (file.Length < PrefixSize) return OperationStatus.NeedMoreData;
        if (!HasPrefix(file)) return OperationStatus.InvalidData;

        var status = MetaGroup.Read(file.Slice(PrefixSize), isWhole: false, out var group, out var length);
        if (status != OperationStatus.Done || group is null) return status;
        if (SyntaxOf(group) is not { } syntax) return OperationStatus.InvalidData;

        metaInformation = Of(group, syntax);
        dataSetOffset = PrefixSize + length;
        return OperationStatus.Done;
    }

    /// <summary>Writes the preamble (zeros), DICM and group 0002; the data set follows.</summary>
    // 128 bytes, "DICM", then in Explicit VR Little Endian: UL (0002,0000), OB (0002,0001), UI, SH and AE elements, OB (0002,0102)
    public void Write(IBufferWriter<byte> output)
    {
        var start = output.GetSpan(PrefixSize);
        start[..PreambleSize].Clear();
        "DICM"u8.CopyTo(start[PreambleSize..]);
        output.Advance(PrefixSize);

        ReadOnlySpan<(Tag Tag, Vr Vr, string? Text)> elements =
        [
            (SopClass, Vr.UI, MediaStorageSopClassUid),
            (SopInstance, Vr.UI, MediaStorageSopInstanceUid),
            (TransferSyntaxUid, Vr.UI, TransferSyntax.Uid),
            (ImplementationClass, Vr.UI, ImplementationClassUid),
            (ImplementationVersion, Vr.SH, ImplementationVersionName),
            (SourceAeTitle, Vr.AE, SourceApplicationEntityTitle),
            (PrivateCreator, Vr.UI, OwnInformation is null ? null : OwnImplementationClassUid),
        ];

        var length = VersionElementSize;
        foreach (var (_, vr, text) in elements)
        {
            if (text is not null) length += Encoder.HeaderSize(vr) + Even(text.Length);
        }

        if (OwnInformation is { } own) length += Encoder.HeaderSize(Vr.OB) + own.Length;

        Encoder.WriteHeader(output, GroupLength, Vr.UL, sizeof(uint));
        Encoder.WriteUInt32(output, (uint)length);
        Encoder.WriteHeader(output, Version, Vr.OB, 2);
        output.Write([(byte)0, (byte)1]);
        foreach (var (tag, vr, text) in elements)
        {
            if (text is not null) WriteText(output, tag, vr, text);
        }

        if (OwnInformation is not { } value) return;

        Encoder.WriteHeader(output, PrivateValue, Vr.OB, (uint)value.Length);
        output.Write(value.Span);
    }

    internal static bool HasPrefix(ReadOnlySequence<byte> file) =>
        file.Length >= PrefixSize && new SequenceReader<byte>(file.Slice(PreambleSize)).IsNext("DICM"u8);

    internal static FileMetaInformation Of(DataSet group, TransferSyntax syntax) => new()
    {
        MediaStorageSopClassUid = group.GetString(SopClass) ?? "",
        MediaStorageSopInstanceUid = group.GetString(SopInstance) ?? "",
        TransferSyntax = syntax,
        SourceApplicationEntityTitle = group.GetString(SourceAeTitle),
        ImplementationClassUid = group.GetString(ImplementationClass) ?? "",
        ImplementationVersionName = group.GetString(ImplementationVersion),
        OwnInformation = group.GetString(PrivateCreator) == OwnImplementationClassUid ? group.Find(PrivateValue)?.Value : null,
    };

    internal static TransferSyntax? SyntaxOf(DataSet group) =>
        group.GetString(TransferSyntaxUid) is { } uid ? TransferSyntax.Of(uid) : null;

    private static void WriteText(IBufferWriter<byte> output, Tag tag, Vr vr, string text)
    {
        var length = Even(text.Length);
        Encoder.WriteHeader(output, tag, vr, (uint)length);
        var value = output.GetSpan(length);
        Encoding.ASCII.GetBytes(text, value);
        if (length > text.Length) value[text.Length] = vr.Padding;
        output.Advance(length);
    }

    private static int Even(int length) => length + (length & 1);
}
