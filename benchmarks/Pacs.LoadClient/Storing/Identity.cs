using System.Globalization;
using Pacs.LoadClient.Finding;

namespace Pacs.LoadClient.Storing;

/// <summary>What distinguishes an instance: number so-and-so of a run, whose instances fill one study after the other.</summary>
internal readonly record struct Identity(long Run, int Number, int InstancesPerStudy)
{
    private static readonly DateOnly FirstDay = new(2000, 1, 1);

    public string InstanceUid => Uid(1, Number);

    public string SeriesUid => Uid(2, Study);

    public string StudyUid => Uid(3, Study);

    public string PatientId => Text($"P{Run % 100_000_000:D8}{Study % 10_000_000:D7}");

    public string PatientName => Text($"N{Study % 10_000_000:D7}^Lena");

    public string StudyDate => FirstDay.AddDays(Study % 9000).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public Held Held => new(PatientId, PatientName, StudyDate, StudyUid, SeriesUid, InstanceUid);

    private int Study => Number / InstancesPerStudy;

    private string Uid(int kind, int number) => Text($"1.2.826.0.1.3680043.9.7.{kind}.1{Run % 100_000_000:D8}.1{number:D7}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
