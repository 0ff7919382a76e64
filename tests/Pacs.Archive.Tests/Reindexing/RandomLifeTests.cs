using Pacs.Archive.Tests.Deletion;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Reindexing;

/// <summary>
/// Whatever an archive goes through (versions, contradictions, large bodies, deletions, moved members), the log alone says
/// the same.
/// </summary>
public sealed class RandomLifeTests
{
    private const int Steps = 80;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Comes_to_the_same_index_from_the_log_alone(int seed)
    {
        var random = new Random(seed);
        await using var archive = await TestArchive.OpenAsync(segmentLength: 48 << 10);
        for (var step = 0; step < Steps; step++)
        {
            var image = Any(random, step);
            switch (random.Next(10))
            {
                case 0:
                    await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, image.Study, null, null, CancellationToken.None);
                    break;
                case 1:
                    await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, image.Study, image.Series, null, CancellationToken.None);
                    break;
                case 2 or 3:
                    await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, image.Study, image.Series, image.Instance, CancellationToken.None);
                    break;
                case 4:
                    await archive.Space.ReturnAsync(CancellationToken.None);
                    break;
                default:
                    await archive.Ingest.SendAsync(image, random.Next(4) == 0 ? "CT2" : Sending.Scanner);
                    break;
            }
        }

        await archive.Space.ReturnAsync(CancellationToken.None);
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    /// <summary>One of few instances, now and then where it does not belong, saying something or other; some are large.</summary>
    private static TestImage Any(Random random, int version)
    {
        var study = random.Next(6);
        var series = random.Next(2);
        var text = $"said {random.Next(5)}";
        var (says, speaks) = (random.Next(3), random.Next(2) == 0);
        var patient = random.Next(8) == 0 ? random.Next(3) : study / 2;
        return new TestImage
        {
            Study = $"1.2.{study}",
            Series = $"1.2.{study}.{series}",
            Instance = random.Next(10) == 0 ? $"1.2.9.{random.Next(3)}" : $"1.2.{study}.{series}.{random.Next(4)}",
            PatientId = patient == 2 ? null : $"P{patient}",
            Version = version,
            PixelLength = random.Next(5) == 0 ? 20_000 : 1000,
            With = dataSet =>
            {
                if (says > 0) dataSet.Set(Tags.StudyDescription, text);
                if (says > 1) dataSet.Set(Tags.SeriesDescription, text);
                if (speaks) dataSet.Set(Tags.PatientComments, text);
                if (speaks && says == 0) dataSet.Set(Tags.Modality, "SR");
            },
        };
    }
}
