using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>
/// The image that stands for a study or series: one that a key object note of the study points at (PS3.3 §A.35.4), else the middle
/// one of the first series that has images.
/// </summary>
internal sealed class RepresentativeImage(ArchiveRetrieve retrieve)
{
    /// <summary>Instances of a series that are looked at: who has no image among so many has none.</summary>
    private const int MostTried = 8;

    /// <summary>What the choice depends on: key object notes are in a series of their own, so on all of the study.</summary>
    public ContentVersion ReadVersion(IReadOnlyList<StoredSeries> series) =>
        retrieve.ReadVersion(series is [var any, ..] ? retrieve.FindSeries(any.Tenant, any.StudyInstanceUid, null) : []);

    /// <summary>Null, and the reason in words for the requester, when there is none.</summary>
    /// <exception cref="IOException">An instance cannot be read.</exception>
    public RenderableImage? Find(IReadOnlyList<StoredSeries> series, out string refusal)
    {
        refusal = "it has no instances";
        foreach (var instance in KeyImages(series).Concat(series.SelectMany(Middle)))
        {
            if (RenderableImage.TryOpen(retrieve, instance, out var image, out var why)) return image;
            refusal = why;
        }

        return null;
    }

    /// <summary>Of a series the middle one and some that follow, then those in front.</summary>
    private static IEnumerable<StoredInstance> Middle(StoredSeries series)
    {
        var count = series.ReadVersion().Instances;
        var middle = count / 2;
        var instances = series.ReadInstances().Skip(middle).Take(MostTried / 2);
        return middle == 0 ? instances : instances.Concat(series.ReadInstances().Take(Math.Min(middle, MostTried / 2)));
    }

    private IEnumerable<StoredInstance> KeyImages(IReadOnlyList<StoredSeries> wanted)
    {
        if (wanted is not [var any, ..]) yield break;

        foreach (var series in retrieve.FindSeries(any.Tenant, any.StudyInstanceUid, null))
        {
            if (series.ReadInstances().FirstOrDefault() is not { SopClassUid: SopClasses.KeyObjectSelectionDocumentStorage } note) continue;

            foreach (var (seriesUid, instanceUid) in ReferencesOf(note))
            {
                if (wanted.All(one => one.SeriesInstanceUid != seriesUid)) continue;
                if (retrieve.FindInstance(any.Tenant, any.StudyInstanceUid, seriesUid, instanceUid) is { } image) yield return image;
            }
        }
    }

    private static List<(string Series, string Instance)> ReferencesOf(StoredInstance note)
    {
        try
        {
            return
            [
                .. from study in note.ReadMetadata().GetItems(Tags.CurrentRequestedProcedureEvidenceSequence)
                   from series in study.GetItems(Tags.ReferencedSeriesSequence)
                   from instance in series.GetItems(Tags.ReferencedSOPSequence)
                   select (series.GetString(Tags.SeriesInstanceUID) ?? "", instance.GetString(Tags.ReferencedSOPInstanceUID) ?? ""),
            ];
        }
        catch (DicomFormatException)
        {
            return []; // then it points at nothing
        }
    }
}
