using System.Runtime.InteropServices;

namespace Pacs.Imaging.Workers;

/// <summary>rlimit: what holds now, and how far it may be raised.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ResourceLimit(ulong Soft, ulong Hard);
