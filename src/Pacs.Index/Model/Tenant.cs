namespace Pacs.Index.Model;

/// <summary>Whose archive it is: every unique key begins with one.</summary>
internal sealed class Tenant
{
    public long Key { get; init; }

    public required string Name { get; init; }

    public long NumberOfPatients { get; init; }

    public long NumberOfStudies { get; init; }

    public long NumberOfSeries { get; init; }

    public long NumberOfInstances { get; init; }
}
