namespace Pacs.Server.Cli.Diagnosis;

/// <summary>Writes what a doctor finds, as it is found, and counts what is wrong.</summary>
internal sealed class Findings(TextWriter output)
{
    public int Problems { get; private set; }

    public void Begin(string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    public void Good(string text) => Write("ok", text);

    /// <summary>Worth knowing, and nothing to be done at once.</summary>
    public void Note(string text) => Write("note", text);

    /// <summary>To be put right: the exit code says so.</summary>
    public void Wrong(string text)
    {
        Problems++;
        Write("WRONG", text);
    }

    private void Write(string verdict, string text) => output.WriteLine($"  {verdict,-7}{text}");
}
