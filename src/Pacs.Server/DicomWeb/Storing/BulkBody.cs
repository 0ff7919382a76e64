namespace Pacs.Server.DicomWeb.Storing;

/// <summary>Where a bulk data part lies in the <see cref="BulkSpool"/> of its request.</summary>
internal readonly record struct BulkBody(long Offset, long Length)
{
    /// <summary>What is left without so many bytes at the front.</summary>
    public BulkBody From(long start, long length) => new(Offset + start, Math.Min(length, Length - start));
}
