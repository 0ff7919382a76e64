namespace Pacs.Index;

/// <summary>
/// Which instances some part of the archive consists of, in what version: follows from nothing else, so that the same
/// content has the same revision again after a restart, or when the index was built anew.
/// </summary>
/// <param name="Value">Differs when the content does.</param>
/// <param name="LastReceived">When the last of them came.</param>
/// <param name="Instances">How many they are.</param>
public readonly record struct ContentRevision(UInt128 Value, DateTimeOffset LastReceived, int Instances);
