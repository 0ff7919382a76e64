using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests;

/// <summary>Fetches images from the archive as a door does.</summary>
internal static class Fetching
{
    public static Task<IReadOnlyList<StoredInstance>> LocateAsync(this ArchiveRetrieve retrieve, TestImage image) =>
        retrieve.LocateAsync(QueryRoot.Study, Keys("IMAGE", (Tags.SOPInstanceUID, image.Instance)), CancellationToken.None);

    /// <summary>The stored data set of the one instance there is under the image's SOP Instance UID.</summary>
    public static async Task<byte[]> ReadAsync(this ArchiveRetrieve retrieve, TestImage image) =>
        Read(Assert.Single(await retrieve.LocateAsync(image)).OpenDataSet());

    public static byte[] Read(Stream dataSet)
    {
        using var bytes = new MemoryStream();
        using (dataSet) dataSet.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static DataSet Keys(string? level, params ReadOnlySpan<(Tag Tag, string Value)> keys)
    {
        var identifier = new DataSet();
        if (level is not null) identifier.Set(Tags.QueryRetrieveLevel, level);
        foreach (var (tag, value) in keys) identifier.Set(tag, value.Split('\\'));
        return identifier;
    }
}
