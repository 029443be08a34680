"""Libraries and the outside, behind the forms the use cases ask for."""
