using System.Reflection;
using Xunit.Sdk;

namespace Pacs.Files.Tests;

/// <summary>A row of a theory about somebody else's program; skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ProgramDataAttribute : DataAttribute
{
    private readonly object[] _row;

    public ProgramDataAttribute(string program, params string[] arguments)
    {
        _row = [program, arguments];
        if (!IsInstalled(program))
            Skip = $"{program} is not installed.";
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [_row];

    internal static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
