using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Promoting;
using Pacs.Index.Searching;

namespace Pacs.Index.Writing;

/// <summary>An instance made ready for the writer: what each of its four levels is to hold.</summary>
internal sealed record InstanceRows : Change
{
    public required IndexedInstance Instance { get; init; }

    public required string PatientId { get; init; }

    public required string Issuer { get; init; }

    public required string StudyInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required LevelRow Patient { get; init; }

    public required LevelRow Study { get; init; }

    public required LevelRow Series { get; init; }

    public required LevelRow Image { get; init; }

    /// <summary>What it has of promoted attributes.</summary>
    public required IReadOnlyList<PromotedRow> Promoted { get; init; }

    /// <summary>The digest, high byte first.</summary>
    public required byte[] Digest { get; init; }

    /// <exception cref="ArgumentException">The header lacks the UID of its study or series.</exception>
    public static InstanceRows Of(IndexedInstance instance, LevelRows levelRows, IReadOnlyList<AttributeName> promoted)
    {
        var header = instance.Header;
        var levels = levelRows.Of(header);
        var digest = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(digest, instance.Digest);
        return new InstanceRows
        {
            Instance = instance,
            PatientId = header.GetString(Tags.PatientID) ?? "",
            Issuer = header.GetString(Tags.IssuerOfPatientID) ?? "",
            StudyInstanceUid = Required(header, Tags.StudyInstanceUID),
            SeriesInstanceUid = Required(header, Tags.SeriesInstanceUID),
            Patient = levels[(int)QueryLevel.Patient],
            Study = levels[(int)QueryLevel.Study],
            Series = levels[(int)QueryLevel.Series],
            Image = levels[(int)QueryLevel.Image],
            Promoted = [.. promoted.Select(name => PromotedKeys.RowOf(name, header)).OfType<PromotedRow>()],
            Digest = digest,
        };
    }

    private static string Required(DataSet header, Tag uid) =>
        header.GetString(uid) ?? throw new ArgumentException($"The header has no {uid}.", nameof(header));
}
