namespace Pacs.Conformance.Tests.Rig;

/// <summary>
/// The Part 10 samples in groups within which each SOP Instance UID occurs once: the same image stands there in several
/// encodings, and an archive holds one of them at a time.
/// </summary>
internal static class SampleWaves
{
    public static IReadOnlyList<IReadOnlyList<Part10File>> All { get; } = Divide(file => file.SopInstance);

    /// <summary>The files of the first wave, for tests about other things than encodings.</summary>
    public static IReadOnlyList<Part10File> First => All[0];

    /// <summary>The same by another idea of what the UID is: some files' meta information and data set disagree.</summary>
    public static List<List<Part10File>> Divide(Func<Part10File, string> uidOf)
    {
        var waves = new List<List<Part10File>>();
        foreach (var file in Samples.Part10.Select(sample => Part10File.Read(sample.Path)))
        {
            var wave = waves.Find(wave => !wave.Exists(other => uidOf(other) == uidOf(file)));
            if (wave == null) waves.Add(wave = []);
            wave.Add(file);
        }

        return waves;
    }
}
