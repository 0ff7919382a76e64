namespace Pacs.Conformance.Tests.Rig;

/// <summary>How a process ended. <see cref="Output"/> is what it wrote to both of its streams.</summary>
internal sealed record ProcessResult(string CommandLine, int ExitCode, string Output)
{
    public ProcessResult Succeeded()
    {
        Assert.True(ExitCode == 0, ToString());
        return this;
    }

    public override string ToString() => $"{CommandLine}\nended with {ExitCode} and printed:\n{Output}";
}
