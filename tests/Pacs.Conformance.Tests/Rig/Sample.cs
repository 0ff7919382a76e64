namespace Pacs.Conformance.Tests.Rig;

/// <summary>One row of the samples' MANIFEST.tsv.</summary>
internal sealed record Sample(string Path, string Kind, string TransferSyntax, string SopClass)
{
    /// <summary>A file with preamble, meta information and all an archive needs of it.</summary>
    public bool IsPart10 => Kind == "part10";

    public override string ToString() => Path;
}
