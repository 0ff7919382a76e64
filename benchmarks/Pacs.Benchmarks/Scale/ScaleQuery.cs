using System.Diagnostics;
using System.Globalization;
using Pacs.Benchmarks.Index;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index;
using Pacs.Index.Searching;

namespace Pacs.Benchmarks.Scale;

/// <summary>A kind of question, with another value each time it is asked.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Level">The level of the answers.</param>
/// <param name="Keys">The keys, for the study with this number.</param>
internal sealed record ScaleQuery(string Name, QueryLevel Level, Func<int, DataSet> Keys)
{
    private const int Times = 400, MostAnswers = 50;

    public static IReadOnlyList<ScaleQuery> All { get; } =
    [
        new("study by UID", QueryLevel.Study, study => Key(Tags.StudyInstanceUID, MadeInstances.StudyUidOf(study))),
        new("studies of a patient", QueryLevel.Study, study => Key(Tags.PatientID, MadeInstances.PatientIdOf(study))),
        new("accession number", QueryLevel.Study, study => Key(Tags.AccessionNumber, MadeInstances.AccessionOf(study))),
        new("name by its beginning", QueryLevel.Study, study => Key(Tags.PatientName, MadeInstances.NameOf(study) + "*")),
        new("name by a part of it", QueryLevel.Study, study => Key(Tags.PatientName, $"*{MadeInstances.NameOf(study)[3..]}*")),
        new("name by its first letter", QueryLevel.Study, study => Key(Tags.PatientName, MadeInstances.NameOf(study)[..1] + "*")),
        new("studies of a day", QueryLevel.Study, study => Key(Tags.StudyDate, MadeInstances.DateOf(study))),
        new("series of a study", QueryLevel.Series, study => Key(Tags.StudyInstanceUID, MadeInstances.StudyUidOf(study))),
    ];

    /// <summary>Asks for random studies and prints the median and the slowest hundredth.</summary>
    public async Task MeasureAsync(ArchiveIndex index, long studies)
    {
        var random = new Random(7);
        var taken = new List<TimeSpan>(Times);
        var answers = 0;
        for (var i = 0; i < Times; i++)
        {
            var study = random.Next((int)studies);
            var clock = Stopwatch.StartNew();
            answers += await AskAsync(index, study);
            taken.Add(clock.Elapsed);
        }

        taken.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {Name,-24} {taken[Times / 2].TotalMicroseconds,8:F0} us, p99 {taken[Times * 99 / 100].TotalMicroseconds:F0} us, {answers / (double)Times:F1} answers"));
    }

    /// <summary>Asks for one study and gives the number of answers.</summary>
    public async Task<int> AskAsync(ArchiveIndex index, int study)
    {
        var request = new SearchRequest { Level = Level, Keys = Keys(study), MaxAnswers = MostAnswers };
        var answers = 0;
        await foreach (var answer in index.Search(request)) answers += answer.Count > 0 ? 1 : 0;
        return answers;
    }

    private static DataSet Key(Tag tag, string value)
    {
        var keys = new DataSet();
        keys.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        keys.Set(tag, value);
        foreach (var asked in (ReadOnlySpan<Tag>)[Tags.StudyDate, Tags.PatientName, Tags.PatientID, Tags.StudyInstanceUID, Tags.ModalitiesInStudy])
        {
            if (asked != tag) keys.Set(asked);
        }

        return keys;
    }
}
