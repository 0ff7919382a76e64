namespace Pacs.Index.Writing;

/// <summary>A row that is to lead to the copy of its body.</summary>
internal sealed record RowMove(Relocation Relocation) : Change;
