using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>How one sub-operation of a C-MOVE or C-GET went, and what was said about it.</summary>
internal readonly record struct SubOperationResult(DimseStatus Status, string? Comment);
