namespace Pacs.Index.Tests;

/// <summary>An instance as a test says it: what it does not say is the same for all.</summary>
internal sealed record TestInstance
{
    public const string CtImage = "1.2.840.10008.5.1.4.1.1.2";

    public string Tenant { get; init; } = ArchiveIndex.DefaultTenant;

    public string? PatientId { get; init; } = "P1";

    public string Study { get; init; } = "1.2.1";

    public string Series { get; init; } = "1.2.1.1";

    public string Instance { get; init; } = "1.2.1.1.1";

    public string SopClass { get; init; } = CtImage;

    public string Source { get; init; } = "CT1";

    public UInt128 Digest { get; init; } = 1;

    /// <summary>Further attributes, set last.</summary>
    public Action<DataSet>? With { get; init; }

    public IndexedInstance At(long start, long end, int shard = 0, int segment = 1)
    {
        var header = new DataSet();
        header.Set(Tags.SOPClassUID, Vr.UI, SopClass);
        header.Set(Tags.SOPInstanceUID, Vr.UI, Instance);
        header.Set(Tags.StudyInstanceUID, Vr.UI, Study);
        header.Set(Tags.SeriesInstanceUID, Vr.UI, Series);
        if (PatientId is not null) header.Set(Tags.PatientID, Vr.LO, PatientId);
        With?.Invoke(header);
        return new IndexedInstance
        {
            Tenant = Tenant,
            Header = header,
            SopClassUid = SopClass,
            SopInstanceUid = Instance,
            TransferSyntaxUid = "1.2.840.10008.1.2.1",
            SourceAeTitle = Source,
            ReceivedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            Digest = Digest,
            Location = new Location(shard, segment, start + 512, end - start - 512),
            LogStart = start,
            LogEnd = end,
        };
    }
}
