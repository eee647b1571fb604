variable "team" {
  description = "Name or id of the team whose apps the page shows. By default, the page shows every app that the token can see."
  type        = string
  default     = null
}

variable "title" {
  description = "Title of the page, such as the name of the account. By default, the title names the team, if any."
  type        = string
  default     = null
}

variable "read_at" {
  description = "Time of the reading in UTC, such as 2026-11-25T14:05:00Z. Ages count from it. By default, the time of the plan."
  type        = string
  default     = null

  validation {
    condition     = var.read_at == null || can(regex("Z$", timeadd(var.read_at, "0s")))
    error_message = "The time must be in UTC and in the form 2026-11-25T14:05:00Z."
  }
}
