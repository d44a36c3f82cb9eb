namespace Garam.Controller.Leadership;

/// <param name="NowMs">Milliseconds since 1970.</param>
/// <param name="IsTrusted">False while the wall clock says something else than what the monotonic clock makes of earlier readings: nothing may be deleted by age.</param>
public readonly record struct ClockReading(long NowMs, bool IsTrusted);
