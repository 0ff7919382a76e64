namespace Pacs.Index.Tests.Oracle;

/// <summary>Patients with studies, series and images of random values out of the vocabulary; the same for one seed.</summary>
internal sealed class MadeArchive
{
    public MadeArchive(int count, Random random)
    {
        for (var patient = 0; Instances.Count < count; patient++)
        {
            var ofPatient = ValuesAt(QueryLevel.Patient, random);
            for (var study = random.Next(1, 4); study > 0; study--)
            {
                var ofStudy = ValuesAt(QueryLevel.Study, random);
                for (var series = random.Next(1, 4); series > 0; series--)
                {
                    var ofSeries = ValuesAt(QueryLevel.Series, random);
                    for (var image = random.Next(1, 10); image > 0 && Instances.Count < count; image--)
                    {
                        string[] uids = [$"P{patient}", $"1.{patient}.{study}", $"1.{patient}.{study}.{series}", $"1.{patient}.{study}.{series}.{image}"];
                        Instances.Add(new MadeInstance(
                            Instances.Count, uids, [ofPatient, ofStudy, ofSeries, ValuesAt(QueryLevel.Image, random)], Unindexed(random)));
                    }
                }
            }
        }
    }

    public List<MadeInstance> Instances { get; } = [];

    /// <summary>Enters everything through the index's own writer, a few hundred at a time.</summary>
    public Task FillAsync(TestIndex test) => FillAsync(test, Instances);

    /// <summary>Enters some of it.</summary>
    public static async Task FillAsync(TestIndex test, IEnumerable<MadeInstance> instances)
    {
        foreach (var some in instances.Chunk(500)) await Task.WhenAll(some.Select(made => test.AddAsync(InstanceOf(made))));
    }

    /// <summary>The header as the store would give it: looked up by its UID.</summary>
    public DataSet ReadHeader(HeldInstance held)
    {
        var header = new DataSet();
        ByUid[held.SopInstanceUid].WriteTo(header);
        return header;
    }

    private Dictionary<string, MadeInstance> ByUid => field ??= Instances.ToDictionary(made => made.Uids[3]);

    private static TestInstance InstanceOf(MadeInstance made) => new()
    {
        PatientId = made.Uids[0],
        Study = made.Uids[1],
        Series = made.Uids[2],
        Instance = made.Uids[3],
        Digest = (UInt128)made.Number,
        With = made.WriteTo,
    };

    private static MadeItem ValuesAt(QueryLevel level, Random random) => Draw(Vocabulary.All.Where(e => e.IsIndexed && e.Level == level), random);

    private static MadeItem Unindexed(Random random) => Draw(Vocabulary.All.Where(e => !e.IsIndexed), random);

    private static MadeItem Draw(IEnumerable<VocabularyEntry> entries, Random random)
    {
        var item = new MadeItem();
        foreach (var entry in entries) item.Add(entry.Tag, entry.Values[random.Next(entry.Values.Length)]);
        return item;
    }
}
