namespace System.Runtime.CompilerServices;

/// <summary>Analyzers target netstandard2.0, which lacks the marker that init accessors and records compile to.</summary>
internal static class IsExternalInit;
